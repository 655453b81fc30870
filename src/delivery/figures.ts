import type { ExpressionBuilder } from 'kysely';
import type { DeliverySchema, DeliveryStore } from './schema.ts';

/** How full the tables of delivery are; ages are in seconds, 0 where nothing waits. The same for every replica. */
export interface StoreFigures {
  /** Since the oldest request came that has not ended. */
  inboxOldest: number;
  /** Messages that wait to be shown. Where none does there is no entry. */
  outbox: readonly { platform: string; urgency: number; depth: number; oldest: number }[];
  deadLetters: number;
}

/** Counts what waits, at `now` (milliseconds since 1970). Throws `unavailable` when the store cannot be read. */
export async function storeFigures(store: DeliveryStore, now: number): Promise<StoreFigures> {
  const age = (since: number | null | undefined) => Math.max(0, now - Number(since ?? now)) / 1000;
  const inbox = await store.db
    .selectFrom('inbox')
    .select((eb) => eb.fn.min('receivedAt').as('oldest'))
    // Not `!= 'done'`: the index serves equality only, and a week of ended requests is kept.
    .where('state', 'in', ['waiting', 'working'])
    .executeTakeFirst();
  const dead = await store.db
    .selectFrom('outbox')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('state', '=', 'dead')
    .executeTakeFirst();
  const waiting = await store.db
    .selectFrom('outbox')
    .select((eb) => [
      platformOfChannel(eb).as('platform'),
      'urgency',
      eb.fn.countAll().as('depth'),
      eb.fn.min(eb.fn.coalesce('waitingSince', 'createdAt')).as('oldest'),
    ])
    .where('state', '=', 'open')
    .where('dueAt', 'is not', null)
    .groupBy(['platform', 'urgency'])
    .execute();
  return {
    inboxOldest: age(inbox?.oldest),
    outbox: waiting.map(({ platform, urgency, depth, oldest }) => ({
      platform,
      urgency,
      depth: Number(depth),
      oldest: age(oldest),
    })),
    deadLetters: Number(dead?.count ?? 0),
  };
}

/** Spelt out, because SQLite and PostgreSQL have no function in common that finds a character. */
function platformOfChannel(eb: ExpressionBuilder<DeliverySchema, 'outbox'>) {
  return eb
    .case()
    .when('channel', 'like', 'slack:%')
    .then('slack')
    .when('channel', 'like', 'teams:%')
    .then('teams')
    .else('terminal')
    .end();
}
