import type { Verb } from '../verb.ts';

/** `doctor`: everything Pipehand needs, looked at now. */
export const doctor: Verb = {
  name: 'doctor',
  aliases: ['ping'],
  usage: 'doctor',
  summary: 'Checks that everything Pipehand needs is there',
  example: 'doctor',
  right: 'view',
  flags: [],
  takesAssignments: false,
  takesBody: false,
  takesText: false,
  maxOperands: 0,

  async handle(_line, { service }) {
    return { kind: 'checks', checks: await service.checks() };
  },
};
