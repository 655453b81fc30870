import { restingCard } from '../cards/subscription-cards.ts';
import { type ChannelRef, channelKey } from '../chat/platform.ts';
import { enqueue, urgencies } from '../delivery/outbox.ts';
import type { NotificationsTransaction } from './schema.ts';
import { pauseChannel } from './subscriptions.ts';

/**
 * The channel takes nothing from us: its subscriptions rest, and whoever made them is told, once each time they rest. It
 * is said for them alone, which a platform that can shows in their own chat where the channel takes nothing.
 */
export async function restChannel(
  tx: NotificationsTransaction,
  channel: ChannelRef,
  why: string,
  now: number,
): Promise<void> {
  const key = channelKey(channel);
  const byMaker = Map.groupBy(await pauseChannel(tx, channel, why), ({ createdBy }) => createdBy);
  for (const [maker, resting] of byMaker) {
    const slot = `rests:${key}:${maker}:${now}`;
    const card = restingCard(resting, key, why);
    await enqueue(tx, { slot, channel, card, urgency: urgencies.failure, options: { onlyFor: maker } }, now);
  }
}
