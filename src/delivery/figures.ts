import type { ExpressionBuilder } from 'kysely';
import { platformNames } from '../chat/platform.ts';
import type { DeliveryReader, DeliverySchema, DeliveryStore } from './schema.ts';

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
  const waiting = await waitingMessages(store.db);
  return {
    inboxOldest: age(inbox?.oldest),
    outbox: waiting.map(({ since, ...queue }) => ({ ...queue, oldest: age(since) })),
    deadLetters: Number(dead?.count ?? 0),
  };
}

/** Messages that wait to be shown, since the first of them did (milliseconds since 1970). */
interface Queue {
  platform: string;
  urgency: number;
  depth: number;
  since: number;
}

/** What waits to be shown, whether it is due or failed and is due later; no queue is empty. */
export async function waitingMessages(db: DeliveryReader): Promise<readonly Queue[]> {
  const rows = await db
    .selectFrom('outbox')
    .select((eb) => [
      platformOfChannel(eb).as('platform'),
      'urgency',
      eb.fn.countAll().as('depth'),
      eb.fn.min(eb.fn.coalesce('waitingSince', 'createdAt')).as('since'),
    ])
    .where('state', '=', 'open')
    .where('dueAt', 'is not', null)
    .groupBy(['platform', 'urgency'])
    .execute();
  return rows.map(({ platform, urgency, depth, since }) => ({
    platform,
    urgency,
    depth: Number(depth),
    since: Number(since),
  }));
}

/** Spelt out, because SQLite and PostgreSQL have no function in common that finds a character. */
function platformOfChannel(eb: ExpressionBuilder<DeliverySchema, 'outbox'>) {
  const [first, ...others] = platformNames;
  const cases = eb.case().when('channel', 'like', `${first}:%`).then<string>(first);
  return others
    .reduce((known, name) => known.when('channel', 'like', `${name}:%`).then(name), cases)
    .else('unknown')
    .end();
}
