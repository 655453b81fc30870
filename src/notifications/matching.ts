import { type ChannelRef, channelKey } from '../chat/platform.ts';
import type { MessageOptions } from '../delivery/outbox.ts';
import { groupOf } from '../pipelines/status.ts';
import { isEnd, type RunEvent } from './events.ts';
import { channelsMutedFor } from './mutes.ts';
import type { NotificationsReader } from './schema.ts';
import { everyPipeline, type Subscription, toSubscription } from './subscriptions.ts';

/** A channel that hears of an event, and how it is told. */
export interface Hearer {
  channel: ChannelRef;
  options: MessageOptions;
}

/** True when the subscription is about this event of this run. A status narrows ends only: all else happens before one. */
export function hears(
  { pipeline, events, filters }: Pick<Subscription, 'pipeline' | 'events' | 'filters'>,
  { kind, run }: RunEvent,
): boolean {
  const { status, experiment, by } = filters;
  return (
    (pipeline === everyPipeline || pipeline === run.pipeline) &&
    events.includes(kind) &&
    (status === undefined || !isEnd(kind) || status.includes(groupOf(run.status))) &&
    (experiment === undefined || experiment === run.experiment) &&
    (by === undefined || by === run.submittedBy)
  );
}

/**
 * The channels that hear of an event at `now`, each once: not those that rest because they take nothing, and not those
 * that are muted. How the end of a run is told is decided when it is. Those made after `madeUntil` do not count.
 */
export async function matching(
  db: NotificationsReader,
  event: RunEvent,
  now: number,
  madeUntil = Number.MAX_SAFE_INTEGER,
): Promise<readonly Hearer[]> {
  const hearing = (await hearersOf(db, event)).filter(
    ({ pausedWhy, createdAt }) => pausedWhy === undefined && createdAt <= madeUntil,
  );
  if (hearing.length === 0) return [];
  const muted = await channelsMutedFor(db, event.run.pipeline, now);
  return [...Map.groupBy(hearing, ({ channel }) => channelKey(channel))].flatMap(([key, [first, ...others]]) => {
    if (!first || muted.has(key)) return [];
    const { channel, mention } = others.reduce(morePrecise, first);
    return [{ channel, options: event.kind === 'compute-failed' ? { alert: mention } : {} }];
  });
}

/**
 * The subscription that decides how a channel is told of an event: of several the one that says most. It counts while it
 * rests, too: a channel that takes the message no longer does.
 */
export async function deciding(
  db: NotificationsReader,
  event: RunEvent,
  channel: ChannelRef,
): Promise<Subscription | undefined> {
  const [first, ...others] = await hearersOf(db, event, channel);
  return first && others.reduce(morePrecise, first);
}

/** The subscriptions, of one channel or of all, that hear of an event, the oldest first. */
async function hearersOf(
  db: NotificationsReader,
  event: RunEvent,
  channel?: ChannelRef,
): Promise<readonly Subscription[]> {
  let rows = db
    .selectFrom('subscription')
    .selectAll()
    .where('pipeline', 'in', [event.run.pipeline, everyPipeline])
    .orderBy('createdAt')
    .orderBy('id');
  if (channel) rows = rows.where('channel', '=', channelKey(channel));
  return (await rows.execute()).map(toSubscription).filter((subscription) => hears(subscription, event));
}

function morePrecise(one: Subscription, other: Subscription): Subscription {
  return precision(other) > precision(one) ? other : one;
}

/** How much a subscription says of the runs it means. */
function precision({ pipeline, filters }: Subscription): number {
  return (pipeline === everyPipeline ? 0 : 4) + Object.keys(filters).length;
}
