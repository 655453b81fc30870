import { type ChannelRef, type ChatPlatform, channelKey, type PlatformName } from '../chat/platform.ts';
import type { Deliveries } from '../delivery/deliveries.ts';
import { enqueue, urgencies } from '../delivery/outbox.ts';
import { everySubscription } from '../notifications/subscriptions.ts';
import type { Check } from '../pipelines/service.ts';
import { showDuration } from '../show.ts';
import type { HomeStore } from './home-store.ts';

/** A message that waits longer than this (milliseconds) is worth a look. */
const longWait = 120_000;

interface Checked {
  store: HomeStore;
  platforms: ReadonlyMap<PlatformName, ChatPlatform>;
  deliveries: Deliveries;
  now(): number;
}

/**
 * What `doctor` says of delivery: what could not be shown, what waits too long, and for every channel that subscribed
 * whether a message would get there. Posts nothing.
 */
export async function checkDelivery(of: Checked): Promise<Check[]> {
  return [await checkLetters(of.deliveries), await checkQueue(of), ...(await checkSubscriptions(of))];
}

/** Posts a message that says it is a try into every channel that subscribed; answers how many. */
export async function postToSubscribers({ store, now }: Checked, key: string): Promise<number> {
  const channels = await subscribedChannels(store);
  await store.transaction(async (tx) => {
    for (const channel of channels.values()) {
      const card = {
        title: 'A try of Pipehand’s notices',
        elements: [{ type: 'text', text: 'Nothing happened; an admin looks whether notices get here.' }],
      } as const;
      const slot = `try:${key}:${channelKey(channel)}`;
      await enqueue(tx, { slot, channel, card, urgency: urgencies.outcome, options: {} }, now());
    }
  });
  return channels.size;
}

async function checkLetters(deliveries: Deliveries): Promise<Check> {
  const dead = (await deliveries.dead(1_000)).length;
  if (dead === 0) return { name: 'deliveries', state: 'ok', words: 'every message was delivered' };
  const words = `${dead} ${dead === 1 ? 'message' : 'messages'} could not be delivered`;
  return { name: 'deliveries', state: 'warning', words, fix: 'deliveries' };
}

async function checkQueue({ deliveries, now }: Checked): Promise<Check> {
  const { count, oldest } = await deliveries.waiting();
  const wait = oldest === undefined ? 0 : Math.max(0, now() - oldest);
  const words = count === 0 ? 'nothing waits' : `${count} wait, the oldest for ${showDuration(wait)}`;
  return { name: 'outbox', state: wait > longWait ? 'warning' : 'ok', words };
}

async function checkSubscriptions({ store, platforms }: Checked): Promise<Check[]> {
  const channels = await subscribedChannels(store);
  return Promise.all(
    [...channels].map(async ([key, channel]): Promise<Check> => {
      const name = `channel ${key}`;
      const platform = platforms.get(channel.platform);
      if (!platform) return { name, state: 'failed', words: `${channel.platform} is not set up here` };
      try {
        await platform.reach?.(channel);
        return {
          name,
          state: 'ok',
          words: platform.reach ? 'takes messages' : 'not looked at: only a message would tell',
        };
      } catch (error) {
        return { name, state: 'failed', words: error instanceof Error ? error.message : String(error) };
      }
    }),
  );
}

async function subscribedChannels(store: HomeStore): Promise<ReadonlyMap<string, ChannelRef>> {
  const subscriptions = await everySubscription(store.db);
  return new Map(subscriptions.map(({ channel }) => [channelKey(channel), channel]));
}
