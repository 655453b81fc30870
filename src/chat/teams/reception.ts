import type { Card } from '../../cards/card.ts';
import type { Clock } from '../../clock.ts';
import { type ChannelRef, channelKey, type UserRef } from '../platform.ts';
import type { Intake } from '../shared/intake.ts';
import { type Conversations, channelOf, splitId } from './conversations.ts';
import type { TeamsActivity } from './payloads.ts';
import type { People } from './people.ts';

/** Milliseconds that Teams may take to say who somebody is: of the three seconds in which a press wants its answer. */
const lookUpWithin = 1_500;

/** Commits a message that answers no request, to be sent by delivery: once for each `slot`. */
export type Say = (slot: string, channel: ChannelRef, card: Card) => Promise<void>;

export interface ReceptionOptions {
  intake: Intake;
  conversations: Conversations;
  people: People;
  tenant: string;
  say: Say;
  clock: Clock;
}

/** What taking a line, a press or a form has in common. */
export interface Reception extends Intake {
  /** Where something was said; kept, so that it can be answered. Throws when it could not be. */
  placeOf(said: TeamsActivity): Promise<ChannelRef>;
  /** Who said it; undefined for a bot. Throws when Teams does not say in time who this is. */
  userOf(said: TeamsActivity): Promise<UserRef | undefined>;
  /** The keys of the people mentioned, as far as Teams tells them in time. */
  keysOf(said: TeamsActivity, people: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The same request delivered again has the same key. */
  keyOf(said: TeamsActivity): string;
  /** Says something in a conversation, once for each `slot`. */
  say(slot: string, channel: ChannelRef, words: { title: string; text: string }): Promise<void>;
  /** Says in a conversation why nothing was run there, once a minute at most. */
  refuse(channel: ChannelRef, why: string): Promise<void>;
}

export function createReception(options: ReceptionOptions): Reception {
  const { intake, conversations, people, tenant, say, clock } = options;

  function meetingOf({ conversation, serviceUrl }: TeamsActivity) {
    return { id: splitId(conversation.id).id, serviceUrl };
  }

  function tell(slot: string, channel: ChannelRef, { title, text }: { title: string; text: string }): Promise<void> {
    return say(slot, channel, { title, elements: [{ type: 'text', text }] });
  }

  return {
    ...intake,

    async placeOf(said) {
      await conversations.remember(said);
      return channelOf(tenant, said);
    },

    async userOf(said) {
      const { aadObjectId: id, role } = said.from;
      if (id == null || role === 'bot') return undefined;
      const person = await people.get(meetingOf(said), id, lookUpWithin);
      return { platform: 'teams', tenant, id, ...person };
    },

    async keysOf(said, mentioned) {
      const keys = [...new Set(mentioned)].slice(0, 10).map(async (mri) => {
        const id = await people.idOf(meetingOf(said), mri, lookUpWithin).catch(() => undefined);
        return [mri, id === undefined ? mri : `teams:${id}`] as const;
      });
      return new Map(await Promise.all(keys));
    },

    keyOf: ({ conversation, id }) => `teams:${splitId(conversation.id).id}:${id}`,

    say: tell,

    refuse(channel, why) {
      const minute = Math.floor(clock.now() / 60_000);
      const slot = `refused:${channelKey(channel)}:${channel.thread ?? ''}:${minute}`;
      return tell(slot, channel, { title: 'Nothing was run', text: why });
    },
  };
}
