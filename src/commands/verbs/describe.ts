import { readTarget } from '../read-target.ts';
import { shareFlag } from '../share.ts';
import type { Verb } from '../verb.ts';

/** `describe <pipeline>`: its parameters, steps and versions. */
export const describe: Verb = {
  name: 'describe',
  aliases: ['info', 'params'],
  usage: 'describe <pipeline>',
  summary: 'Shows parameters, steps and versions of a pipeline',
  example: 'describe iris',
  firstWord: 'pipeline',
  right: 'view',
  flags: [shareFlag],
  takesAssignments: false,
  takesBody: false,
  takesText: false,
  maxOperands: 1,

  async handle(line, { service }) {
    const target = readTarget(line.operands[0], service, 'describe <pipeline>');
    return { kind: 'pipeline', pipeline: await service.describe(target) };
  },
};
