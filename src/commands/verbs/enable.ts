import { readPublicTarget, showTarget } from '../read-target.ts';
import type { Verb } from '../verb.ts';

/** `enable <pipeline>[@version]`: it takes runs again. */
export const enable: Verb = {
  name: 'enable',
  aliases: [],
  usage: 'enable <pipeline>',
  summary: 'Lets a disabled pipeline take runs again',
  example: 'enable iris',
  firstWord: 'pipeline',
  right: 'administer',
  changes: true,
  flags: [],
  takesAssignments: false,
  takesBody: false,
  takesText: false,
  maxOperands: 1,

  async handle(line, { service }) {
    const target = readPublicTarget(line.operands[0], service, 'enable <pipeline>');
    await service.setDisabled(target, undefined);
    return { kind: 'done', title: `Enabled ${showTarget(target)}`, lines: [`Run it: run ${showTarget(target)}`] };
  },
};
