import { userKey } from '../../chat/platform.ts';
import { assignmentsOf } from '../assignments-of.ts';
import { runToChange } from '../find-run.ts';
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
  right: 'run',
  flags: [{ name: 'wait', takes: 'nothing', summary: 'Stays until the run has ended (terminal)' }, formFlag, freshFlag],
  takesAssignments: true,
  takesBody: true,
  takesText: false,
  maxOperands: 1,

  async handle(line, asked) {
    if (line.flags.has(formFlag.name)) return formReply(line, asked);
    refuseFresh(line);
    const run = await runToChange(line.operands[0]?.text, 'rerun', asked);
    const started = await asked.service.submit({
      runId: asked.runId,
      source: { kind: 'run', runId: run.id },
      parameters: assignmentsOf(line),
      experiment: run.experiment,
      tags: run.tags,
      submittedBy: userKey(asked.incoming.user),
    });
    return { kind: 'run', run: started, note: `Repeats ${run.shortId}.` };
  },
};
