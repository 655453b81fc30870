import { authorize } from '../authorize.ts';
import { shareFlag } from '../share.ts';
import type { Verb } from '../verb.ts';

/** `doctor`: everything Pipehand needs, looked at now; `--post` also posts a try to every channel that subscribed. */
export const doctor: Verb = {
  name: 'doctor',
  aliases: ['ping'],
  usage: 'doctor [--post]',
  summary: 'Checks that everything Pipehand needs is there',
  example: 'doctor',
  right: 'view',
  flags: [
    { name: 'post', takes: 'nothing', summary: 'Posts a try to every channel that subscribed (admins)' },
    shareFlag,
  ],
  takesAssignments: false,
  takesBody: false,
  takesText: false,
  maxOperands: 0,

  async handle(line, { service, doctor, incoming, admins }) {
    if (line.flags.has('post')) {
      authorize(incoming.user, 'administer', admins, 'post to every channel');
      const count = await doctor.post(incoming.key);
      return {
        kind: 'done',
        title: `Posting a try to ${count === 1 ? '1 channel' : `${count} channels`}`,
        lines: ['What does not arrive is listed by: deliveries'],
      };
    }
    return { kind: 'checks', checks: [...(await service.checks()), ...(await doctor.checks())] };
  },
};
