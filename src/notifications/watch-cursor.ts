import type { NotificationsReader, NotificationsTransaction } from './schema.ts';

/** How far the changes of a service have been taken in; undefined before the first look at it. */
export async function readCursor(db: NotificationsReader, service: string): Promise<string | undefined> {
  const row = await db.selectFrom('watch_cursor').select('cursor').where('service', '=', service).executeTakeFirst();
  return row?.cursor;
}

/** Notes how far they have been taken in. */
export async function writeCursor(tx: NotificationsTransaction, service: string, cursor: string): Promise<void> {
  await tx
    .insertInto('watch_cursor')
    .values({ service, cursor })
    .onConflict((conflict) => conflict.column('service').doUpdateSet({ cursor }))
    .execute();
}
