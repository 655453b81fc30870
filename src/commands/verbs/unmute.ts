import { closest } from '../../closest.ts';
import { UserError } from '../../errors.ts';
import type { Mute } from '../../notifications/mutes.ts';
import { everyPipeline } from '../../notifications/subscriptions.ts';
import { visible } from '../../visible.ts';
import type { Verb } from '../verb.ts';

/** `unmute [pipeline]`: this channel hears again; alone it ends every mute of the channel. */
export const unmute: Verb = {
  name: 'unmute',
  aliases: [],
  usage: 'unmute [pipeline]',
  summary: 'Lets this channel hear again',
  example: 'unmute iris',
  firstWord: 'pipeline',
  right: 'run',
  changes: true,
  flags: [],
  takesAssignments: false,
  takesBody: false,
  takesText: false,
  maxOperands: 1,

  async handle(line, { change, incoming: { channel } }) {
    const pipeline = line.operands[0]?.text;
    return change(async ({ notices }) => {
      const ended = await notices.unmute(channel, pipeline);
      const { mutes } = await notices.subscriptions(channel);
      if (pipeline !== undefined && ended.length === 0) refuseTypo(pipeline, mutes);
      const names = ended.map((each) => (each.pipeline === everyPipeline ? 'everything' : each.pipeline));
      const left = mutes.map((each) =>
        each.pipeline === everyPipeline ? 'The whole channel is still muted: unmute' : `Still muted: ${each.pipeline}`,
      );
      return {
        kind: 'done',
        title: names.length === 0 ? notMuted(pipeline) : `This channel hears of ${names.join(', ')} again`,
        lines: names.length === 0 || left.length > 0 ? left : ['What was missed meanwhile: runs since=1d'],
      };
    });
  },
};

function notMuted(pipeline: string | undefined): string {
  return pipeline === undefined ? 'Nothing was muted' : `There was no mute of ${visible(pipeline, 60)}`;
}

/** A pipeline that is gone can still be muted: only what the channel is muted for counts. */
function refuseTypo(word: string, mutes: readonly Mute[]): void {
  const near = closest(
    word,
    mutes.map(({ pipeline }) => pipeline),
  );
  if (near === undefined) return;
  throw new UserError({
    code: 'unknown-pipeline',
    message: `"${visible(word, 60)}" is not muted here. Did you mean ${near}?`,
    fix: `unmute ${near}`,
  });
}
