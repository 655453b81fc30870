import { UserError } from '../../errors.ts';
import { visible } from '../../visible.ts';
import { shareFlag } from '../share.ts';
import type { Verb } from '../verb.ts';

/** Dead letters shown at once. */
const shown = 20;

/** `deliveries`: the messages that could not be shown; `deliveries retry <id>` tries one again. */
export const deliveries: Verb = {
  name: 'deliveries',
  aliases: [],
  usage: 'deliveries [retry <id>]',
  summary: 'Shows the messages that could not be delivered',
  example: 'deliveries',
  right: 'administer',
  flags: [shareFlag],
  takesAssignments: false,
  takesBody: false,
  takesText: false,
  maxOperands: 2,

  async handle(line, asked) {
    const [word, id] = line.operands.map(({ text }) => text);
    if (word === undefined) {
      const [{ letters, count: dead }, { count, oldest }] = await Promise.all([
        asked.deliveries.dead(shown),
        asked.deliveries.waiting(),
      ]);
      return { kind: 'deliveries', letters, dead, waiting: count, ...(oldest !== undefined && { oldest }) };
    }
    if (word !== 'retry' || id === undefined) {
      throw new UserError({
        code: 'bad-line',
        message: 'Say which message to try again.',
        fix: 'deliveries retry <id>',
      });
    }
    return asked.change(async (own) => {
      if (await own.deliveries.retry(id)) {
        return { kind: 'done', title: 'The message is tried again', lines: ['Look whether it arrived: deliveries'] };
      }
      throw new UserError({
        code: 'bad-value',
        message: `There is no undelivered message "${visible(id, 80)}".`,
        fix: 'deliveries',
      });
    });
  },
};
