import { hash } from 'node:crypto';
import { type ChannelRef, channelKey } from '../chat/platform.ts';
import type { StatusGroup } from '../pipelines/status.ts';
import { type EventKind, eventKinds, standardEvents } from './events.ts';
import type { NotificationsReader, NotificationsTransaction, SubscriptionRow } from './schema.ts';

/** Stands for every pipeline. */
export const everyPipeline = '*';

/** Which runs of a pipeline are meant; what is absent does not matter. */
export interface RunFilters {
  status?: readonly StatusGroup[];
  experiment?: string;
  /** Key of the person who asked for the run. */
  by?: string;
}

/** What a channel hears: which events of which runs, and how it is told. */
export interface Subscription {
  id: string;
  channel: ChannelRef;
  /** A pipeline's name, or `*`. */
  pipeline: string;
  filters: RunFilters;
  events: readonly EventKind[];
  /** Whom an end mentions: nobody, whoever asked for a run that failed or that others canceled, or this person by key. */
  mention: string;
  /** An alert is an answer in the thread of the run's card; else a message of its own. */
  threads: boolean;
  createdBy: string;
  createdAt: number;
  /** Why nothing is sent for the time being. */
  pausedWhy?: string;
}

/** What to subscribe a channel to. Options that are absent stay as they are, or are the usual ones. */
export interface SubscribeRequest {
  channel: ChannelRef;
  pipeline: string;
  filters: RunFilters;
  events?: readonly EventKind[];
  mention?: string;
  threads?: boolean;
  by: string;
}

/**
 * Subscribes a channel. The same channel, pipeline and filters are the same subscription: its options change and it
 * is told again. Whoever subscribes a channel speaks in it, so a pause ends.
 */
export async function addSubscription(
  tx: NotificationsTransaction,
  request: SubscribeRequest,
  now: number,
): Promise<{ subscription: Subscription; isNew: boolean }> {
  const { thread: _, ...channel } = request.channel;
  const filtersJson = writeFilters(request.filters);
  const key = channelKey(channel);
  const id = hash('sha256', JSON.stringify([key, request.pipeline, filtersJson])).slice(0, 10);
  const options = {
    ...(request.events && { events: request.events.join(',') }),
    ...(request.mention !== undefined && { mention: request.mention }),
    ...(request.threads !== undefined && { threads: request.threads ? 1 : 0 }),
    channelJson: JSON.stringify(channel),
    pausedWhy: null,
  };
  const known = await tx.selectFrom('subscription').select('id').where('id', '=', id).executeTakeFirst();
  const row: SubscriptionRow = {
    id,
    channel: key,
    pipeline: request.pipeline,
    events: standardEvents.join(','),
    filtersJson,
    mention: 'owner',
    threads: 1,
    createdBy: request.by,
    createdAt: now,
    ...options,
  };
  // Another replica may have subscribed it since: then both say that it is new.
  const kept = await tx
    .insertInto('subscription')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(options))
    .returningAll()
    .executeTakeFirstOrThrow();
  return { subscription: toSubscription(kept), isNew: known === undefined };
}

/** Which subscriptions of a channel to end. */
export type WhichSubscriptions = { kind: 'all' } | { kind: 'id'; id: string } | { kind: 'pipeline'; pipeline: string };

/** Ends subscriptions of a channel, and answers those that there were. */
export async function removeSubscriptions(
  tx: NotificationsTransaction,
  channel: ChannelRef,
  which: WhichSubscriptions,
): Promise<readonly Subscription[]> {
  let rows = tx.deleteFrom('subscription').where('channel', '=', channelKey(channel));
  if (which.kind === 'id') rows = rows.where('id', '=', which.id);
  if (which.kind === 'pipeline') rows = rows.where('pipeline', '=', which.pipeline);
  return (await rows.returningAll().execute()).map(toSubscription);
}

/** The subscriptions of a channel, oldest first. */
export async function subscriptionsOf(db: NotificationsReader, channel: ChannelRef): Promise<readonly Subscription[]> {
  const rows = await db
    .selectFrom('subscription')
    .selectAll()
    .where('channel', '=', channelKey(channel))
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
  return rows.map(toSubscription);
}

/** The subscriptions of all channels, also those that rest. */
export async function everySubscription(db: NotificationsReader): Promise<readonly Subscription[]> {
  const rows = await db.selectFrom('subscription').selectAll().orderBy('createdAt').orderBy('id').execute();
  return rows.map(toSubscription);
}

/** When the first of those that are still there was made, in milliseconds since 1970; undefined when there is none. */
export async function firstSubscribed(db: NotificationsReader): Promise<number | undefined> {
  const row = await db
    .selectFrom('subscription')
    .select((eb) => eb.fn.min('createdAt').as('first'))
    .executeTakeFirst();
  return row?.first ?? undefined;
}

/** The channel takes nothing from us: its subscriptions rest, and say why, until it does again. Answers those that did not. */
export async function pauseChannel(
  tx: NotificationsTransaction,
  channel: ChannelRef,
  why: string,
): Promise<readonly Subscription[]> {
  const rows = await tx
    .updateTable('subscription')
    .set({ pausedWhy: why })
    .where('channel', '=', channelKey(channel))
    .where('pausedWhy', 'is', null)
    .returningAll()
    .execute();
  return rows.map(toSubscription);
}

/** True while subscriptions of the channel rest. */
export async function isPaused(db: NotificationsReader, channel: ChannelRef): Promise<boolean> {
  const row = await db
    .selectFrom('subscription')
    .select('id')
    .where('channel', '=', channelKey(channel))
    .where('pausedWhy', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The channel takes messages again. */
export async function resumeChannel(tx: NotificationsTransaction, channel: ChannelRef): Promise<void> {
  await tx
    .updateTable('subscription')
    .set({ pausedWhy: null })
    .where('channel', '=', channelKey(channel))
    .where('pausedWhy', 'is not', null)
    .execute();
}

/** A subscription as it was stored. */
export function toSubscription(row: SubscriptionRow): Subscription {
  const events = row.events.split(',');
  return {
    id: row.id,
    channel: JSON.parse(row.channelJson) as ChannelRef,
    pipeline: row.pipeline,
    filters: JSON.parse(row.filtersJson) as RunFilters,
    events: eventKinds.filter((kind) => events.includes(kind)),
    mention: row.mention,
    threads: row.threads === 1,
    createdBy: row.createdBy,
    createdAt: row.createdAt,
    ...(row.pausedWhy !== null && { pausedWhy: row.pausedWhy }),
  };
}

/** Equal for equal filters, in whatever order they were written. */
function writeFilters({ status, experiment, by }: RunFilters): string {
  return JSON.stringify({
    ...(status && { status: [...new Set(status)].sort() }),
    ...(experiment !== undefined && { experiment }),
    ...(by !== undefined && { by }),
  });
}
