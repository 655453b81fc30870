import { type ChannelRef, channelKey } from '../chat/platform.ts';
import type { MuteRow, NotificationsReader, NotificationsTransaction } from './schema.ts';
import { everyPipeline } from './subscriptions.ts';

/** A channel hears nothing of a pipeline, or of any (`*`), until a moment or until somebody ends it. */
export interface Mute {
  pipeline: string;
  until?: number;
  by: string;
}

/** Mutes a channel; a mute of the same pipeline gives way to the new one. */
export async function addMute(tx: NotificationsTransaction, channel: ChannelRef, mute: Mute): Promise<void> {
  const values = { until: mute.until ?? null, by: mute.by };
  await tx
    .insertInto('mute')
    .values({ channel: channelKey(channel), pipeline: mute.pipeline, ...values })
    .onConflict((conflict) => conflict.columns(['channel', 'pipeline']).doUpdateSet(values))
    .execute();
}

/** Ends the mute of a pipeline, or every mute of a channel, and answers those that there were. */
export async function removeMutes(
  tx: NotificationsTransaction,
  channel: ChannelRef,
  pipeline: string | undefined,
  now: number,
): Promise<readonly Mute[]> {
  let rows = tx.deleteFrom('mute').where('channel', '=', channelKey(channel));
  if (pipeline !== undefined) rows = rows.where('pipeline', '=', pipeline);
  return (await rows.returningAll().execute()).filter((row) => holds(row, now)).map(toMute);
}

/** What a channel is muted for at `now`. */
export async function mutesOf(db: NotificationsReader, channel: ChannelRef, now: number): Promise<readonly Mute[]> {
  const rows = await db
    .selectFrom('mute')
    .selectAll()
    .where('channel', '=', channelKey(channel))
    .orderBy('pipeline')
    .execute();
  return rows.filter((row) => holds(row, now)).map(toMute);
}

/** The keys of the channels that want to hear nothing of a pipeline. */
export async function channelsMutedFor(
  db: NotificationsReader,
  pipeline: string,
  now: number,
): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('mute').selectAll().where('pipeline', 'in', [pipeline, everyPipeline]).execute();
  return new Set(rows.filter((row) => holds(row, now)).map(({ channel }) => channel));
}

function holds({ until }: MuteRow, now: number): boolean {
  return until === null || until > now;
}

function toMute({ pipeline, until, by }: MuteRow): Mute {
  return { pipeline, by, ...(until !== null && { until }) };
}
