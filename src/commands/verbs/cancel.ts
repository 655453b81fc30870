import { userKey } from '../../chat/platform.ts';
import { authorize } from '../authorize.ts';
import { onlyRunGoingOn, runToChange } from '../find-run.ts';
import type { Verb } from '../verb.ts';

/** `cancel [run]`: asks the run's steps to end, and ends them by force after ten seconds. */
export const cancel: Verb = {
  name: 'cancel',
  aliases: ['stop', 'kill', 'abort'],
  usage: 'cancel [run] [--why "text"]',
  summary: 'Stops a run',
  example: 'cancel 7Q3K --why "wrong data"',
  firstWord: 'run',
  right: 'view',
  changes: true,
  flags: [{ name: 'why', takes: 'value', valueName: 'text', summary: 'Says why, on the card' }],
  takesAssignments: false,
  takesBody: false,
  takesText: false,
  maxOperands: 1,

  async handle(line, asked) {
    const word = line.operands[0]?.text;
    const { runId } = await asked.intend(async () => {
      const only = word === undefined && asked.threadRun === undefined ? await onlyRunGoingOn(asked) : undefined;
      const run = only ?? (await runToChange(word, 'cancel', asked));
      authorize(asked.incoming.user, 'cancel', asked.admins, `cancel run ${run.shortId}`, run.submittedBy);
      return { runId: run.id };
    });
    const why = line.flags.get('why');
    const by = userKey(asked.incoming.user);
    return { kind: 'run', run: await asked.service.cancel(runId, by, typeof why === 'string' ? why : undefined) };
  },
};
