import { everyPipeline } from '../../notifications/subscriptions.ts';
import type { Verb } from '../verb.ts';

/** `unmute [pipeline]`: this channel hears again; alone it ends every mute of the channel. */
export const unmute: Verb = {
  name: 'unmute',
  aliases: [],
  usage: 'unmute [pipeline]',
  summary: 'Lets this channel hear again',
  example: 'unmute iris',
  right: 'run',
  changes: true,
  flags: [],
  takesAssignments: false,
  takesBody: false,
  takesText: false,
  maxOperands: 1,

  async handle(line, { notices, incoming: { channel } }) {
    const pipeline = line.operands[0]?.text;
    const ended = await notices.unmute(channel, pipeline);
    const { mutes } = await notices.subscriptions(channel);
    const names = ended.map((each) => (each.pipeline === everyPipeline ? 'everything' : each.pipeline));
    const left = mutes.map((each) =>
      each.pipeline === everyPipeline ? 'The whole channel is still muted: unmute' : `Still muted: ${each.pipeline}`,
    );
    return {
      kind: 'done',
      title: names.length === 0 ? 'Nothing was muted' : `This channel hears of ${names.join(', ')} again`,
      lines: left.length > 0 ? left : ['What was missed meanwhile: runs since=1d'],
    };
  },
};
