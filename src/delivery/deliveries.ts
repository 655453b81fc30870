import { waitingMessages } from './figures.ts';
import type { DeliveryStore } from './schema.ts';

/** A message that could not be shown and will not be tried again by itself. */
export interface DeadLetter {
  /** What `deliveries retry <id>` takes. */
  id: string;
  channel: string;
  /** `run:<id>` of a live message; absent for any other. */
  subject?: string;
  why: string;
  /** Milliseconds since 1970. */
  since: number;
}

/** Looks after messages that could not be delivered. */
export interface Deliveries {
  /** The newest dead letters, and how many there are. */
  dead(limit: number): Promise<{ letters: readonly DeadLetter[]; count: number }>;
  /** How many messages wait to be shown, also those that failed and are due later, and since when the oldest does. */
  waiting(): Promise<{ count: number; oldest?: number }>;
  /** Makes a dead letter due again as if it were new; false when there is none of that id. */
  retry(id: string): Promise<boolean>;
}

/** Where they are kept: the store, or a transaction that somebody has begun in it. */
type Kept = Pick<DeliveryStore, 'db' | 'transaction'>;

export function createDeliveries(store: Kept, now: () => number): Deliveries {
  return {
    async dead(limit) {
      const dead = store.db.selectFrom('outbox').where('state', '=', 'dead');
      const { count } = await dead.select((eb) => eb.fn.countAll().as('count')).executeTakeFirstOrThrow();
      const rows = await dead
        .select(['slot', 'channel', 'subject', 'problem', 'createdAt'])
        .orderBy('createdAt', 'desc')
        .limit(limit)
        .execute();
      const letters = rows.map(({ slot, channel, subject, problem, createdAt }) => ({
        id: slot,
        channel,
        ...(subject !== null && { subject }),
        why: problem ?? 'unknown',
        since: createdAt,
      }));
      return { letters, count: Number(count) };
    },

    async waiting() {
      const queues = await waitingMessages(store.db);
      const count = queues.reduce((sum, { depth }) => sum + depth, 0);
      return { count, ...(count > 0 && { oldest: Math.min(...queues.map(({ since }) => since)) }) };
    },

    async retry(id) {
      const { numUpdatedRows } = await store.transaction((tx) =>
        tx
          .updateTable('outbox')
          .set({
            ...{ state: 'open', dueAt: now(), attempts: 0, createdAt: now(), waitingSince: now(), problem: null },
            reposts: 0,
            // Whoever asks for it wants it, however late.
            expiresAt: null,
          })
          .where('slot', '=', id)
          .where('state', '=', 'dead')
          .executeTakeFirst(),
      );
      return numUpdatedRows > 0n;
    },
  };
}
