import { userKey } from '../../chat/platform.ts';
import { UserError } from '../../errors.ts';
import { goesOn, repeatOf, runToChange } from '../find-run.ts';
import type { Verb } from '../verb.ts';

/** `retry [run]`: the same pipeline, version and values once more. Every step is executed: nothing is reused so far. */
export const retry: Verb = {
  name: 'retry',
  aliases: [],
  usage: 'retry [run]',
  summary: 'Runs a run again as it was; all of its steps are executed',
  example: 'retry last-failed',
  firstWord: 'run',
  right: 'run',
  flags: [{ name: 'wait', takes: 'nothing', summary: 'Stays until the run has ended (terminal)' }],
  takesAssignments: false,
  takesBody: false,
  takesText: false,
  maxOperands: 1,

  async handle(line, asked) {
    const { shortId, ...repeat } = await asked.intend(async () => {
      const run = await runToChange(line.operands[0]?.text, 'retry', asked);
      if (goesOn(run)) {
        throw new UserError({
          code: 'conflict',
          message: `Run ${run.shortId} is still going on.`,
          fix: `cancel ${run.shortId}`,
        });
      }
      return repeatOf(run);
    });
    const started = await asked.service.submit({
      ...repeat,
      runId: asked.runId,
      parameters: {},
      submittedBy: userKey(asked.incoming.user),
    });
    return {
      kind: 'run',
      run: started,
      note: `Repeats ${shortId}. Every step is executed: nothing is reused yet.`,
    };
  },
};
