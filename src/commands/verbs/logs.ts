import { UserError } from '../../errors.ts';
import { logFileFlag, refuseFile } from '../as-file.ts';
import { logTail } from '../log-tail.ts';
import { runAndStep, tellingStep } from '../pick-step.ts';
import { runRef } from '../reply.ts';
import { shareFlag } from '../share.ts';
import type { Verb } from '../verb.ts';

/** `logs [run] [step]`: the last lines of a step's log; without a step the one that failed, else runs, else ran last. */
export const logs: Verb = {
  name: 'logs',
  aliases: ['log', 'tail'],
  usage: 'logs [run] [step] [--tail 50] [--grep text] [--file]',
  summary: 'Shows the last lines of a step',
  example: 'logs last train --tail 20',
  firstWord: 'run',
  right: 'view',
  flags: [
    { name: 'tail', takes: 'value', valueName: 'n', summary: 'How many lines, at most 500' },
    { name: 'grep', takes: 'value', valueName: 'text', summary: 'Only lines that contain the text' },
    shareFlag,
    logFileFlag,
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
    refuseFile(line, asked, `logs ${run.shortId} ${name}`);
    const grep = line.flags.get('grep');
    const tail = logTail(line);
    const log = await asked.service.log(run.id, name, { tail, ...(typeof grep === 'string' && { grep }) });
    return { kind: 'log', run: runRef(run), log };
  },
};
