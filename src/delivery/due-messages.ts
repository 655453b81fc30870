import { sql } from 'kysely';
import type { DeliveryStore, DeliveryTransaction, OutboxRow } from './schema.ts';

/** Posts, and as many edits, of one channel that are looked at in one round. */
const perChannel = 8;

/**
 * The most urgent due messages of every channel, so that a full channel keeps no other waiting, nor edits that a platform
 * holds back the posts.
 */
export async function dueMessages(store: DeliveryStore, now: number): Promise<ReadonlyMap<string, OutboxRow[]>> {
  const rows = await store.db
    .with('ranked', (db) =>
      db
        .selectFrom('outbox')
        .select(['slot', placeInChannel.as('place')])
        .where('dueAt', '<=', now),
    )
    .selectFrom('ranked')
    .innerJoin('outbox', 'outbox.slot', 'ranked.slot')
    .selectAll('outbox')
    .where('place', '<=', perChannel)
    .orderBy('urgency')
    .orderBy('createdAt')
    .orderBy('outbox.slot')
    .execute();
  const byChannel = new Map<string, OutboxRow[]>();
  for (const row of rows) byChannel.set(row.channel, [...(byChannel.get(row.channel) ?? []), row]);
  return byChannel;
}

/** In the order of the index `outbox_waiting`, so that SQLite reads nothing but the index and sorts nothing. */
const placeInChannel = sql<number>`row_number() over (
  partition by channel, "messageId" is null order by urgency, "createdAt", slot)`;

/** When the next message is due that is not due now; undefined when nothing waits. */
export async function nextDue(store: DeliveryStore, now: number): Promise<number | undefined> {
  const row = await store.db
    .selectFrom('outbox')
    .select((eb) => eb.fn.min('dueAt').as('dueAt'))
    .where('state', '=', 'open')
    .where('dueAt', '>', now)
    .executeTakeFirst();
  return row?.dueAt ?? undefined;
}

/** The platform takes messages of this tenant or channel again: what waits only because it did not is due. */
export async function hurry(tx: DeliveryTransaction, key: string, now: number): Promise<void> {
  const prefix = `${key}/`;
  await tx
    .updateTable('outbox')
    .set({ dueAt: now })
    .where('state', '=', 'open')
    .where('dueAt', '>', now)
    .where('attempts', '>', 0)
    // A post in doubt waits until it has surely been shown or lost.
    .where('doubtSince', 'is', null)
    .where(sql<string>`substr(channel || '/', 1, ${sql.lit(prefix.length)})`, '=', prefix)
    .execute();
}
