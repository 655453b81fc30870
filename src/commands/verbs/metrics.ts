import { runMeant, runToRead } from '../find-run.ts';
import { runRef } from '../reply.ts';
import { shareFlag } from '../share.ts';
import type { Verb } from '../verb.ts';

/** `metrics [run] [name…]`: the numbers a run logged, with their course. */
export const metrics: Verb = {
  name: 'metrics',
  aliases: [],
  usage: 'metrics [run] [name…]',
  summary: 'Shows the numbers a run logged',
  example: 'metrics last accuracy',
  firstWord: 'run',
  right: 'view',
  flags: [shareFlag],
  takesAssignments: false,
  takesBody: false,
  takesText: false,

  async handle(line, asked) {
    const [first, ...rest] = line.operands.map(({ text }) => text);
    const named = first === undefined ? undefined : await runMeant(first, asked);
    const run = named ?? (await runToRead(undefined, asked));
    const names = named || first === undefined ? rest : [first, ...rest];
    const all = await asked.service.metrics(run.id);
    return {
      kind: 'metrics',
      run: runRef(run),
      metrics: all.filter(({ name }) => names.length === 0 || names.includes(name)),
    };
  },
};
