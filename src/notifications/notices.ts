import type { ChannelRef } from '../chat/platform.ts';
import type { Clock } from '../clock.ts';
import { addMute, type Mute, mutesOf, removeMutes } from './mutes.ts';
import type { NotificationsStore } from './schema.ts';
import {
  addSubscription,
  removeSubscriptions,
  type SubscribeRequest,
  type Subscription,
  subscriptionsOf,
  type WhichSubscriptions,
} from './subscriptions.ts';

/** What people may settle about what their channel hears. Everything throws `unavailable` while the store takes nothing. */
export interface Notices {
  /** Idempotent: the same channel, pipeline and filters are one subscription, and options that are given change it. */
  subscribe(request: SubscribeRequest): Promise<{ subscription: Subscription; isNew: boolean }>;
  /** Answers what was ended; nothing when there was nothing. */
  unsubscribe(channel: ChannelRef, which: WhichSubscriptions): Promise<readonly Subscription[]>;
  subscriptions(channel: ChannelRef): Promise<{ subscriptions: readonly Subscription[]; mutes: readonly Mute[] }>;
  mute(channel: ChannelRef, mute: Mute): Promise<void>;
  /** Ends the mute of one pipeline, or without one all of the channel's; answers what was ended. */
  unmute(channel: ChannelRef, pipeline?: string): Promise<readonly Mute[]>;
}

/** Where changes are made: in transactions of their own, or all in the one that somebody has begun. */
type Changing = Pick<NotificationsStore, 'transaction'>;

export function createNotices(store: Changing, clock: Pick<Clock, 'now'>): Notices {
  return {
    subscribe: (request) => store.transaction((tx) => addSubscription(tx, request, clock.now())),
    unsubscribe: (channel, which) => store.transaction((tx) => removeSubscriptions(tx, channel, which)),
    subscriptions: (channel) =>
      store.transaction(async (tx) => ({
        subscriptions: await subscriptionsOf(tx, channel),
        mutes: await mutesOf(tx, channel, clock.now()),
      })),
    mute: (channel, mute) => store.transaction((tx) => addMute(tx, channel, mute)),
    unmute: (channel, pipeline) => store.transaction((tx) => removeMutes(tx, channel, pipeline, clock.now())),
  };
}
