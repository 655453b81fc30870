import type { DeliveryTransaction } from './schema.ts';

const day = 86_400_000;

/** How long ended requests and shown messages are kept (reliability section 6): 7 and 30 days. */
const kept = { inbox: 7 * day, outbox: 30 * day } as const;

/** Rows forgotten in one transaction: few enough that nobody waits for it. */
export const forgottenAtOnce = 500;

/** How much faster than time passes the present by which things are old catches up with the clock: a day an hour. */
const catchingUp = 24;

/**
 * The present by which things are old (milliseconds since 1970), `passed` milliseconds of our own work after it was last
 * asked for. It is kept, and follows the clock slowly: one that is years ahead makes nothing old before somebody had
 * hours to set it right, and what Pipehand was away for is caught up with in as many hours as days.
 */
export async function presentForForgetting(tx: DeliveryTransaction, now: number, passed: number): Promise<number> {
  const name = 'present';
  const known = await tx.selectFrom('forgetting').select('present').where('name', '=', name).executeTakeFirst();
  const present = Math.min(now, known === undefined ? now : Math.floor(known.present + passed * catchingUp));
  await tx
    .insertInto('forgetting')
    .values({ name, present })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ present }))
    .execute();
  return present;
}

/**
 * Forgets some of what nobody asks for any more, and answers of how many rows. Dead letters stay until they are retried
 * or as old as shown messages. A live message is forgotten together with what it shows, by whoever knows when that ended.
 */
export async function forgetOld(tx: DeliveryTransaction, now: number): Promise<number> {
  const requests = await tx
    .deleteFrom('inbox')
    .where('key', 'in', (from) =>
      from
        .selectFrom('inbox')
        .select('key')
        .where('state', '=', 'done')
        // An end is also when it was due last: the index finds nothing newer.
        .where('dueAt', '<', now - kept.inbox)
        .where('endedAt', '<', now - kept.inbox)
        .limit(forgottenAtOnce),
    )
    .executeTakeFirst();
  const messages = await tx
    .deleteFrom('outbox')
    .where('slot', 'in', (from) =>
      from
        .selectFrom('outbox')
        .select('slot')
        .where('subject', 'is', null)
        .where('dueAt', 'is', null)
        .where('createdAt', '<', now - kept.outbox)
        .limit(forgottenAtOnce),
    )
    .executeTakeFirst();
  return Number(requests.numDeletedRows + messages.numDeletedRows);
}
