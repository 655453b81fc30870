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
  /** The dead letters, newest first. */
  dead(limit: number): Promise<readonly DeadLetter[]>;
  /** How many messages wait to be sent, and since when the oldest does. */
  waiting(): Promise<{ count: number; oldest?: number }>;
  /** Tries a dead letter again as if it were new; false when there is none of that id. */
  retry(id: string): Promise<boolean>;
}

export function createDeliveries(store: DeliveryStore, now: () => number, woken: () => void): Deliveries {
  return {
    async dead(limit) {
      const rows = await store.db
        .selectFrom('outbox')
        .select(['slot', 'channel', 'subject', 'problem', 'createdAt'])
        .where('state', '=', 'dead')
        .orderBy('createdAt', 'desc')
        .limit(limit)
        .execute();
      return rows.map(({ slot, channel, subject, problem, createdAt }) => ({
        id: slot,
        channel,
        ...(subject !== null && { subject }),
        why: problem ?? 'unknown',
        since: createdAt,
      }));
    },

    async waiting() {
      const row = await store.db
        .selectFrom('outbox')
        .select((eb) => [eb.fn.countAll().as('count'), eb.fn.min('dueAt').as('oldest')])
        .where('state', '!=', 'dead')
        .where('dueAt', '<=', now())
        .executeTakeFirst();
      const oldest = row?.oldest ?? undefined;
      return { count: Number(row?.count ?? 0), ...(oldest !== undefined && { oldest }) };
    },

    async retry(id) {
      const { numUpdatedRows } = await store.transaction((tx) =>
        tx
          .updateTable('outbox')
          .set({
            ...{ state: 'open', dueAt: now(), attempts: 0, createdAt: now(), waitingSince: now(), problem: null },
            // Whoever asks for it wants it, however late.
            expiresAt: null,
          })
          .where('slot', '=', id)
          .where('state', '=', 'dead')
          .executeTakeFirst(),
      );
      if (numUpdatedRows > 0n) woken();
      return numUpdatedRows > 0n;
    },
  };
}
