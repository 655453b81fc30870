import { UserError } from '../../errors.ts';
import { runAndStep, tellingStep } from '../pick-step.ts';
import { readCount } from '../read-count.ts';
import type { Verb } from '../verb.ts';

/** `logs [run] [step]`: the last lines of a step's log; without a step the one that failed, else runs, else ran last. */
export const logs: Verb = {
  name: 'logs',
  aliases: ['log', 'tail'],
  usage: 'logs [run] [step] [--tail 50] [--grep text]',
  summary: 'Shows the last lines of a step',
  example: 'logs last train --tail 20',
  right: 'view',
  flags: [
    { name: 'tail', takes: 'value', valueName: 'n', summary: 'How many lines, at most 500' },
    { name: 'grep', takes: 'value', valueName: 'text', summary: 'Only lines that contain the text' },
  ],
  takesAssignments: false,
  takesBody: false,
  takesText: false,
  maxOperands: 2,

  async handle(line, asked) {
    const { run, step } = await runAndStep(line.operands, asked);
    const name = step ?? tellingStep(run);
    if (name === undefined) {
      throw new UserError({
        code: 'conflict',
        message: `No step of run ${run.shortId} has started, so there is no log yet.`,
        fix: `status ${run.shortId}`,
      });
    }
    const grep = line.flags.get('grep');
    const tail = readCount(line, 'tail', { standard: 50, most: 500 });
    const log = await asked.service.log(run.id, name, { tail, ...(typeof grep === 'string' && { grep }) });
    return { kind: 'log', run, log };
  },
};
