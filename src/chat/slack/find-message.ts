import { z } from 'zod';
import type { ChannelRef } from '../platform.ts';
import { ApiProblem } from './api-problem.ts';
import type { SlackApi } from './slack-api.ts';

/** Names our messages among those of other apps; every app of the workspace can read it. */
export const markerType = 'pipehand';

/** Milliseconds that the clock of this machine may be ahead of Slack's, where more was posted since than a page holds. */
const clockDifference = 300_000;

/** Pages of 100 messages that are looked through. */
const mostPages = 30;

const page = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      bot_id: z.string().optional(),
      metadata: z
        .object({
          event_type: z.string().optional(),
          event_payload: z.object({ marker: z.unknown() }).partial().optional(),
        })
        .optional(),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

/** Which message, of all that were posted. */
export interface Sought {
  channel: ChannelRef;
  marker: string;
  /** Milliseconds since 1970 at which it was posted at the earliest. */
  since: number;
  /** Our own bot: others can copy the marker. */
  bot: string;
}

/**
 * The id of our message with this marker, in the channel or, where it has one, in its thread. The newest page of a channel
 * is always looked through: `since` is in the future of a Slack that our clock is ahead of.
 */
export async function findMessage(api: SlackApi, sought: Sought, left: () => number): Promise<string | undefined> {
  const { channel, marker, since, bot } = sought;
  const args = { channel: channel.id, limit: 100, include_all_metadata: true };
  const inThread = channel.thread === undefined ? undefined : { ts: channel.thread };
  let cursor: string | undefined;
  for (let count = 0; count < mostPages; count += 1) {
    const method = inThread ? 'conversations.replies' : 'conversations.history';
    const { messages, response_metadata } = await api.call(method, { ...args, ...inThread, cursor }, page, left());
    const found = messages.find(
      ({ bot_id, metadata }) =>
        bot_id === bot && metadata?.event_type === markerType && metadata.event_payload?.marker === marker,
    );
    if (found) return found.ts;
    const isBefore = messages.some(({ ts }) => Number(ts) * 1_000 < since - clockDifference);
    // A thread comes with the oldest first.
    if (isBefore && !inThread) return undefined;
    cursor = response_metadata?.next_cursor;
    if (cursor === undefined || cursor === '') return undefined;
  }
  throw new ApiProblem({ kind: 'unsent' }, 'There are too many messages to look through.');
}
