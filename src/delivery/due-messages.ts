import { sql } from 'kysely';
import type { DeliveryStore, DeliveryTransaction, OutboxRow } from './schema.ts';

/** Messages of one channel that are looked at in one round. */
const perChannel = 8;

/** The most urgent due messages of every channel, so that a full channel keeps no other waiting. */
export async function dueMessages(store: DeliveryStore, now: number): Promise<ReadonlyMap<string, OutboxRow[]>> {
  const rows = await store.db
    .with('ranked', (db) =>
      db
        .selectFrom('outbox')
        .selectAll()
        .select(sql<number>`row_number() over (partition by channel order by urgency, "createdAt", slot)`.as('place'))
        .where('state', '=', 'open')
        .where('dueAt', '<=', now),
    )
    .selectFrom('ranked')
    .selectAll()
    .where('place', '<=', perChannel)
    .orderBy('place')
    .execute();
  const byChannel = new Map<string, OutboxRow[]>();
  for (const { place: _, ...row } of rows) byChannel.set(row.channel, [...(byChannel.get(row.channel) ?? []), row]);
  return byChannel;
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

/**
 * Takes over what an earlier leader was posting when it ended. Those posts may have been shown, so they wait until the
 * platform has surely taken or lost them.
 */
export async function takeOverPosts(tx: DeliveryTransaction, fence: number, settle: number): Promise<void> {
  await tx
    .updateTable('outbox')
    .set((eb) => ({ state: 'open', dueAt: eb('doubtSince', '+', settle), fence }))
    .where('state', '=', 'sending')
    .where('fence', '<', fence)
    .execute();
}
