import { type ChannelRef, channelKey } from '../chat/platform.ts';
import type { MessageOptions } from '../delivery/outbox.ts';
import { groupOf } from '../pipelines/status.ts';
import type { RunEvent } from './events.ts';
import { channelsMutedFor } from './mutes.ts';
import type { NotificationsReader } from './schema.ts';
import { everyPipeline, type Subscription, toSubscription } from './subscriptions.ts';

/** A channel that hears of an event, and how it is told. */
export interface Hearer {
  channel: ChannelRef;
  options: MessageOptions;
}

/** True when the subscription is about this event of this run. */
export function hears(
  { pipeline, events, filters }: Pick<Subscription, 'pipeline' | 'events' | 'filters'>,
  { kind, run }: RunEvent,
): boolean {
  const { status, experiment, by } = filters;
  return (
    (pipeline === everyPipeline || pipeline === run.pipeline) &&
    events.includes(kind) &&
    (status === undefined || status.includes(groupOf(run.status))) &&
    (experiment === undefined || experiment === run.experiment) &&
    (by === undefined || by === run.submittedBy)
  );
}

/**
 * The channels that hear of an event at `now`, each once: not those that rest because they take nothing, and not those
 * that are muted. Of several subscriptions of a channel the one that says most decides how it is told. Those made after
 * `madeUntil` do not count.
 */
export async function matching(
  db: NotificationsReader,
  event: RunEvent,
  now: number,
  madeUntil = Number.MAX_SAFE_INTEGER,
): Promise<readonly Hearer[]> {
  const rows = await db
    .selectFrom('subscription')
    .selectAll()
    .where('pipeline', 'in', [event.run.pipeline, everyPipeline])
    .where('pausedWhy', 'is', null)
    .where('createdAt', '<=', madeUntil)
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
  const hearing = rows.map(toSubscription).filter((subscription) => hears(subscription, event));
  if (hearing.length === 0) return [];
  const muted = await channelsMutedFor(db, event.run.pipeline, now);
  const byChannel = new Map<string, Subscription>();
  for (const subscription of hearing) {
    const key = channelKey(subscription.channel);
    const known = byChannel.get(key);
    if (!muted.has(key) && !(known && precision(known) >= precision(subscription))) byChannel.set(key, subscription);
  }
  return [...byChannel.values()].map(({ channel, mention, threads }) => ({
    channel,
    options: { alert: mention, threads },
  }));
}

/** How much a subscription says of the runs it means. */
function precision({ pipeline, filters }: Subscription): number {
  return (pipeline === everyPipeline ? 0 : 4) + Object.keys(filters).length;
}
