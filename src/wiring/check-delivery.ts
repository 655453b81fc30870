import { type ChannelRef, type ChatPlatform, channelKey, type PlatformName, SendProblem } from '../chat/platform.ts';
import type { Check } from '../check.ts';
import type { Deliveries } from '../delivery/deliveries.ts';
import { enqueue, urgencies } from '../delivery/outbox.ts';
import { everySubscription, isPaused, resumeChannel } from '../notifications/subscriptions.ts';
import { showDuration } from '../show.ts';
import type { HomeStore } from './home-store.ts';

/** A message that waits longer than this (milliseconds) is worth a look. */
const longWait = 120_000;

/** How Pipehand gets into a channel again. */
const comeIn: Readonly<Record<PlatformName, string>> = {
  terminal: 'What was given up is listed by: deliveries',
  slack: 'Type there, after it was unarchived if it is archived: /invite @Pipehand',
  teams: 'Add Pipehand there again, and say anything to it.',
};

interface Checked {
  store: HomeStore;
  platforms: ReadonlyMap<PlatformName, ChatPlatform>;
  deliveries: Deliveries;
  now(): number;
}

/**
 * What `doctor` says of delivery: what could not be shown, what waits too long, and for every channel that subscribed
 * whether a message would get there: then what rested there hears again. Posts nothing.
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
  const { count } = await deliveries.dead(0);
  if (count === 0) return { name: 'deliveries', state: 'ok', words: 'no message was given up' };
  const words = `${count} ${count === 1 ? 'message' : 'messages'} could not be delivered`;
  return { name: 'deliveries', state: 'warning', words, fix: 'deliveries' };
}

async function checkQueue({ deliveries, now }: Checked): Promise<Check> {
  const { count, oldest } = await deliveries.waiting();
  const wait = oldest === undefined ? 0 : Math.max(0, now() - oldest);
  const words = count === 0 ? 'nothing waits' : `${count} wait, the oldest for ${showDuration(wait)}`;
  if (wait <= longWait) return { name: 'outbox', state: 'ok', words };
  const fix = 'The log says why: look for "a message was not taken". What waits is tried again by itself.';
  return { name: 'outbox', state: 'warning', words, fix };
}

async function checkSubscriptions(of: Checked): Promise<Check[]> {
  const channels = await subscribedChannels(of.store);
  return Promise.all([...channels.values()].map((channel) => checkChannel(of, channel)));
}

/** Subscriptions that rest hear again where messages are taken again. */
async function checkChannel({ store, platforms }: Checked, channel: ChannelRef): Promise<Check> {
  const name = `channel ${channelKey(channel)}`;
  const platform = platforms.get(channel.platform);
  if (!platform) {
    const fix = `Set it up as docs/${channel.platform}.md says, and start Pipehand again.`;
    return { name, state: 'failed', words: `${channel.platform} is not set up here`, fix };
  }
  if (!platform.reach) return { name, state: 'ok', words: 'not looked at: only a message would tell' };
  try {
    await platform.reach(channel);
    if (!(await isPaused(store.db, channel))) return { name, state: 'ok', words: 'takes messages' };
    await store.transaction((tx) => resumeChannel(tx, channel));
    return { name, state: 'ok', words: 'takes messages again: its subscriptions rested, and hear again' };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return { name, state: 'failed', words, fix: fixOf(channel, error) };
  }
}

/** The next act of whoever reads that no message gets into the channel. */
function fixOf({ platform }: ChannelRef, error: unknown): string {
  const kind = error instanceof SendProblem ? error.trouble.kind : undefined;
  if (kind === 'channel-closed') return comeIn[platform];
  if (kind === 'tenant-closed') return `Mend first what the checks of ${platform} say.`;
  return 'It may pass by itself. Look again in a minute: doctor';
}

async function subscribedChannels(store: HomeStore): Promise<ReadonlyMap<string, ChannelRef>> {
  const subscriptions = await everySubscription(store.db);
  return new Map(subscriptions.map(({ channel }) => [channelKey(channel), channel]));
}
