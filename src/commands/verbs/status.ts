import { runMeant, runToRead } from '../find-run.ts';
import type { Reply } from '../reply.ts';
import { shareFlag } from '../share.ts';
import type { Asked, Verb } from '../verb.ts';

/** `status [run|pipeline]`: one run, the latest of a pipeline, or alone what is going on. */
export const status: Verb = {
  name: 'status',
  aliases: ['st', 'show'],
  usage: 'status [run|pipeline]',
  summary: 'Shows a run, or all that are going on',
  example: 'status last',
  firstWord: 'run',
  right: 'view',
  flags: [shareFlag],
  takesAssignments: false,
  takesBody: false,
  takesText: false,
  maxOperands: 1,

  async handle(line, asked) {
    const word = line.operands[0]?.text;
    if (word === undefined && asked.threadRun === undefined) return goingOn(asked);
    const meant = word === undefined ? undefined : await runMeant(word, asked);
    const [ofPipeline] = meant || word === undefined ? [] : await asked.service.runs({ pipeline: word, limit: 1 });
    return { kind: 'run', run: meant ?? ofPipeline ?? (await runToRead(word, asked)) };
  },
};

async function goingOn(asked: Asked): Promise<Reply> {
  const runs = await asked.service.runs({ groups: ['waiting', 'running'], limit: 20 });
  return { kind: 'runs', runs, filters: ['going on'] };
}
