import { userKey } from '../../chat/platform.ts';
import { showDuration } from '../../show.ts';
import { parseDuration } from '../durations.ts';
import { readPublicTarget, showTarget } from '../read-target.ts';
import type { Verb } from '../verb.ts';

/** `disable <pipeline>[@version]`: it refuses every run and says who disabled it and why. */
export const disable: Verb = {
  name: 'disable',
  aliases: [],
  usage: 'disable <pipeline> [--for 2h] [--why "text"]',
  summary: 'Makes a pipeline refuse runs',
  example: 'disable iris --for 2h --why "the data is being moved"',
  firstWord: 'pipeline',
  right: 'administer',
  changes: true,
  flags: [
    { name: 'for', takes: 'value', valueName: '2h', summary: 'Enables it again by itself after this time' },
    { name: 'why', takes: 'value', valueName: 'text', summary: 'Is told to everybody who tries to run it' },
  ],
  takesAssignments: false,
  takesBody: false,
  takesText: false,
  maxOperands: 1,

  async handle(line, asked) {
    const target = readPublicTarget(line.operands[0], asked.service, 'disable <pipeline>');
    const lasting = line.flags.get('for');
    const why = line.flags.get('why');
    const ms = typeof lasting === 'string' ? parseDuration(lasting) : undefined;
    await asked.service.setDisabled(target, {
      by: userKey(asked.incoming.user),
      at: asked.now,
      ...(typeof why === 'string' && { why }),
      ...(ms !== undefined && { until: asked.now + ms }),
    });
    const end = ms === undefined ? 'until it is enabled' : `for ${showDuration(ms)}`;
    return {
      kind: 'done',
      title: `Disabled ${showTarget(target)}`,
      lines: [`It refuses runs ${end}. Runs that go on are not touched.`, `Enable it: enable ${showTarget(target)}`],
    };
  },
};
