import { userKey } from '../../chat/platform.ts';
import { UserError } from '../../errors.ts';
import { everyPipeline } from '../../notifications/subscriptions.ts';
import { showDuration } from '../../show.ts';
import { parseDuration } from '../durations.ts';
import type { Line } from '../line.ts';
import { readPipeline } from '../read-subscription.ts';
import type { Asked, Verb } from '../verb.ts';

/** `mute [pipeline] [--for 2h]`: this channel hears nothing for a while; its subscriptions stay. */
export const mute: Verb = {
  name: 'mute',
  aliases: ['snooze'],
  usage: 'mute [pipeline] [--for 2h]',
  summary: 'Keeps this channel quiet for a while',
  example: 'mute iris --for 2h',
  firstWord: 'pipeline',
  right: 'run',
  changes: true,
  flags: [{ name: 'for', takes: 'value', valueName: '2h', summary: 'Ends by itself after this time' }],
  takesAssignments: false,
  takesBody: false,
  takesText: false,
  maxOperands: 1,

  async handle(line, asked) {
    const lasting = line.flags.get('for');
    const ms = typeof lasting === 'string' ? parseDuration(lasting) : undefined;
    const pipeline = await mutedPipeline(line, asked);
    const all = pipeline === everyPipeline;
    const end = ms === undefined ? 'until somebody ends it' : `for ${showDuration(ms)}`;
    return asked.change(async ({ notices }) => {
      await notices.mute(asked.incoming.channel, {
        pipeline,
        by: userKey(asked.incoming.user),
        ...(ms !== undefined && { until: asked.now + ms }),
      });
      return {
        kind: 'done',
        title: all ? 'This channel is muted' : `${pipeline} is muted here`,
        lines: [
          `Nothing new is posted ${end}, and nobody is mentioned. Cards that are here go on being edited.`,
          `Hear again: ${all ? 'unmute' : `unmute ${pipeline}`}`,
        ],
      };
    });
  },
};

async function mutedPipeline(line: Line, asked: Asked): Promise<string> {
  const word = line.operands[0]?.text;
  if (word === undefined) return everyPipeline;
  try {
    return await readPipeline(line, asked);
  } catch (error) {
    if (!(error instanceof UserError) || !/^(\d+[dhms])+$/i.test(word)) throw error;
    const message = 'How long is said with --for.';
    throw new UserError({ code: 'bad-line', message, fix: `mute --for ${word}` }, { cause: error });
  }
}
