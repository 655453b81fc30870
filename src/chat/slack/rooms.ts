import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { createLookup } from '../shared/lookup.ts';
import { refusalCode } from './api-problem.ts';
import type { SlackApi } from './slack-api.ts';

const minute = 60_000;

/** Whether we may write in a conversation; `unknowable` where our scopes do not let us see. */
type Presence = 'in' | 'out' | 'unknowable';

/** Knows which conversations we are part of. */
export interface Rooms {
  /** Throws when Slack does not say in `withinMs` milliseconds, and did not say within the last hour. */
  get(channel: string, withinMs: number): Promise<Presence>;
  /** A message was not taken there: what was known may be wrong. */
  forget(channel: string): void;
}

const conversationsInfo = z.object({
  channel: z.object({
    is_member: z.boolean().optional(),
    is_im: z.boolean().optional(),
    is_mpim: z.boolean().optional(),
  }),
});

export function createRooms(api: SlackApi, clock: Clock): Rooms {
  return createLookup<Presence>({
    async load(channel) {
      try {
        const answer = await api.call('conversations.info', { channel }, conversationsInfo, 10_000);
        const { is_member, is_im, is_mpim } = answer.channel;
        // Slack shows conversations between people only to those who take part.
        return is_member === true || is_im === true || is_mpim === true ? 'in' : 'out';
      } catch (error) {
        if (refusalCode(error) === 'channel_not_found') return 'out';
        if (refusalCode(error) === 'missing_scope') return 'unknowable';
        throw error;
      }
    },
    // Whoever was told to invite us does it at once, and tries again.
    freshFor: (presence) => (presence === 'in' ? 10 * minute : 2_000),
    staleFor: 60 * minute,
    most: 10_000,
    clock,
  });
}
