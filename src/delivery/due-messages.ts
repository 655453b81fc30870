import { sql } from 'kysely';
import type { DeliveryStore, DeliveryTransaction, OutboxRow } from './schema.ts';

/** Posts, and as many edits, of one channel that are looked at in one round. */
const perChannel = 8;

/**
 * The most urgent due messages of every channel, so that a full channel keeps no other waiting, nor edits that a platform
 * holds back the posts; of equally urgent ones those that wait longest, so that every card has its turn. Takes no longer
 * where more wait in a channel than are looked at.
 */
export async function dueMessages(store: DeliveryStore, now: number): Promise<ReadonlyMap<string, OutboxRow[]>> {
  // From each channel straight to the next: a plain `distinct` would read all that waits.
  const next = sql<string | null>`(
    select min(channel) from outbox where "dueAt" is not null and channel > waiting.channel)`;
  const rows = await store.db
    .withRecursive('waiting', (db) =>
      db
        .selectFrom('outbox')
        .select((eb) => eb.fn.min<string | null>('channel').as('channel'))
        .where('dueAt', 'is not', null)
        .unionAll(db.selectFrom('waiting').select(next.as('channel')).where('channel', 'is not', null)),
    )
    .selectFrom('waiting')
    .innerJoin('outbox', (join) => join.on('slot', 'in', mostUrgent(true, now)))
    .selectAll('outbox')
    .unionAll((db) =>
      db
        .selectFrom('waiting')
        .innerJoin('outbox', (join) => join.on('slot', 'in', mostUrgent(false, now)))
        .selectAll('outbox'),
    )
    .orderBy('urgency')
    .orderBy('waitingSince')
    .orderBy('createdAt')
    .orderBy('slot')
    .execute();
  const byChannel = new Map<string, OutboxRow[]>();
  for (const row of rows) byChannel.set(row.channel, [...(byChannel.get(row.channel) ?? []), row]);
  return byChannel;
}

/** Slots of one channel's posts or edits, in the order of the index `outbox_waiting`, so that nothing is sorted. */
function mostUrgent(arePosts: boolean, now: number) {
  return sql<string>`(
    select slot from outbox as due
    where due.channel = waiting.channel and (due."messageId" is null) = ${sql.lit(arePosts)}
      and due."dueAt" is not null and due."dueAt" <= ${now}
    order by due.urgency, due."waitingSince", due."createdAt", due.slot limit ${sql.lit(perChannel)})`;
}

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
