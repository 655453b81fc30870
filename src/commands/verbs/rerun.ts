import { userKey } from '../../chat/platform.ts';
import { assignmentsOf } from '../assignments-of.ts';
import { repeatOf, runToChange } from '../find-run.ts';
import { formFlag } from '../form-plan.ts';
import { freshFlag, refuseFresh } from '../not-yet.ts';
import { formReply } from '../offer-form.ts';
import type { Verb } from '../verb.ts';

/** `rerun [run] [key=value …]`: what a run ran, with some values changed. */
export const rerun: Verb = {
  name: 'rerun',
  aliases: [],
  usage: 'rerun [run] [key=value …]',
  summary: 'Runs a run again with other values',
  example: 'rerun last lr=0.1',
  firstWord: 'run',
  right: 'run',
  flags: [{ name: 'wait', takes: 'nothing', summary: 'Stays until the run has ended (terminal)' }, formFlag, freshFlag],
  takesAssignments: true,
  takesBody: true,
  takesText: false,
  maxOperands: 1,

  async handle(line, asked) {
    if (line.flags.has(formFlag.name)) return formReply(line, asked);
    refuseFresh(line);
    const { shortId, ...repeat } = await asked.intend(async () =>
      repeatOf(await runToChange(line.operands[0]?.text, 'rerun', asked)),
    );
    const started = await asked.service.submit({
      ...repeat,
      runId: asked.runId,
      parameters: assignmentsOf(line),
      submittedBy: userKey(asked.incoming.user),
    });
    return { kind: 'run', run: started, note: `Repeats ${shortId}.` };
  },
};
