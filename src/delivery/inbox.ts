import { sql } from 'kysely';
import { z } from 'zod';
import { channelKey, type Incoming, platformNames } from '../chat/platform.ts';
import { inBatches } from './in-batches.ts';
import type { DeliveryStore, DeliveryTransaction, InboxRow } from './schema.ts';

/** A request as the worker carries it out; `attempt` counts from 1, and a later one may repeat an effect. */
export interface Claimed {
  incoming: Incoming;
  attempt: number;
  /** The leadership it is carried out under. */
  fence: number;
  /** False once this process no longer leads: another one may be carrying it out. */
  isStillOurs(): boolean;
}

/** Where verified requests are kept from before they are acknowledged until they have ended. */
export interface Inbox {
  /**
   * Keeps the request; only then it may be acknowledged. `duplicate` when its key was accepted before, by whichever
   * replica. Throws `unavailable` when it could not be kept.
   */
  accept(incoming: Incoming): Promise<'accepted' | 'duplicate'>;
  /** What the request was answered with, once it has ended. */
  answerTo(key: string): Promise<string | undefined>;
}

export function createInbox(store: DeliveryStore, accepted: () => void): Inbox {
  const insert = inBatches((rows: readonly InboxRow[]) => insertNew(store, rows));
  return {
    async accept(incoming) {
      const row: InboxRow = {
        key: incoming.key,
        channel: channelKey(incoming.channel),
        incomingJson: JSON.stringify(incoming),
        state: 'waiting',
        receivedAt: incoming.at,
        // At once: the clock of whoever leads may be behind ours.
        dueAt: 0,
        attempts: 0,
        fence: 0,
        answerJson: null,
        keptJson: null,
        endedAt: null,
      };
      if (!(await insert(row))) return 'duplicate';
      accepted();
      return 'accepted';
    },

    async answerTo(key) {
      const row = await store.db.selectFrom('inbox').select('answerJson').where('key', '=', key).executeTakeFirst();
      return row?.answerJson ?? undefined;
    },
  };
}

/** Whether each row is new; of rows with the same key the first is. */
async function insertNew(store: DeliveryStore, rows: readonly InboxRow[]): Promise<readonly boolean[]> {
  const inserted = await store.transaction((tx) =>
    tx
      .insertInto('inbox')
      .values(rows)
      .onConflict((conflict) => conflict.column('key').doNothing())
      .returning('key')
      .execute(),
  );
  const keys = new Set(inserted.map(({ key }) => key));
  return rows.map(({ key }) => keys.delete(key));
}

/** Requests of one channel that are read at once. */
const perChannel = 8;

/**
 * The requests that are due, by channel: those of a channel in the order in which they came, which is that in which they
 * are carried out, so that one that is not due keeps back what came after it. One that was begun and not ended is due as
 * well; whoever carries it out at this moment knows. Of every channel the first one comes before any other's second.
 */
export async function dueRequests(
  store: DeliveryStore,
  now: number,
  limit: number,
): Promise<ReadonlyMap<string, readonly InboxRow[]>> {
  const rows = await store.db
    .with('ranked', (db) =>
      db
        .selectFrom('inbox')
        .select(['key', placeInChannel.as('place')])
        .where('endedAt', 'is', null),
    )
    .selectFrom('ranked')
    .innerJoin('inbox', 'inbox.key', 'ranked.key')
    .selectAll('inbox')
    .select('place')
    .where('place', '<=', perChannel)
    .where((eb) => eb.or([eb('state', '=', 'working'), eb('dueAt', '<=', now)]))
    .orderBy('place')
    .orderBy('receivedAt')
    .orderBy('inbox.key')
    .limit(limit)
    .execute();
  const byChannel = new Map<string, InboxRow[]>();
  for (const { place, ...row } of rows) {
    const before = byChannel.get(row.channel) ?? [];
    if (Number(place) === before.length + 1) byChannel.set(row.channel, [...before, row]);
  }
  return byChannel;
}

/** In the order of the index `inbox_open`, so that SQLite reads nothing but the index and sorts nothing. */
const placeInChannel = sql<number>`row_number() over (partition by channel order by "receivedAt", key)`;

/**
 * Notes that the request is being carried out, and answers which attempt this is: it counts from here, however it ends.
 * Undefined when the request went on since it was read.
 */
export async function beginRequest(tx: DeliveryTransaction, row: InboxRow, fence: number): Promise<number | undefined> {
  const attempt = row.attempts + 1;
  const { numUpdatedRows } = await tx
    .updateTable('inbox')
    .set({ state: 'working', attempts: attempt, fence })
    .where('key', '=', row.key)
    .where('state', '=', row.state)
    .where('attempts', '=', row.attempts)
    .executeTakeFirst();
  return numUpdatedRows === 0n ? undefined : attempt;
}

const platform = z.enum(platformNames);

/** What a row must hold to be a request. */
const request = z.looseObject({
  key: z.string(),
  text: z.string(),
  user: z.looseObject({
    platform,
    tenant: z.string(),
    id: z.string(),
    name: z.string(),
    kind: z.enum(['member', 'guest', 'bot', 'foreign']),
  }),
  channel: z.looseObject({ platform, tenant: z.string(), id: z.string(), thread: z.string().exactOptional() }),
  surface: z.enum(['slash', 'mention', 'button', 'form', 'thread', 'schedule', 'terminal']),
  at: z.number(),
  wantsMessages: z.boolean().exactOptional(),
}) satisfies z.ZodType<Incoming>;

/** The request as it was accepted; undefined when its row cannot be read, or holds something else. */
export function readRequest({ incomingJson }: InboxRow): Incoming | undefined {
  try {
    return request.parse(JSON.parse(incomingJson));
  } catch {
    return undefined;
  }
}

/** What an attempt kept with the request; undefined when none did. */
export async function keptWith(store: DeliveryStore, key: string): Promise<string | undefined> {
  const row = await store.db.selectFrom('inbox').select('keptJson').where('key', '=', key).executeTakeFirst();
  return row?.keptJson ?? undefined;
}

/** Keeps with the request, for the attempts after this one, what it is about to do or what it did. */
export async function keepWith(tx: DeliveryTransaction, key: string, keptJson: string): Promise<void> {
  await tx.updateTable('inbox').set({ keptJson }).where('key', '=', key).execute();
}

/** The request has ended; what it was answered with is kept, so that asking again gives the same answer. */
export async function endRequest(tx: DeliveryTransaction, key: string, answerJson: string, now: number): Promise<void> {
  await tx
    .updateTable('inbox')
    .set({ state: 'done', answerJson, endedAt: now, dueAt: now })
    .where('endedAt', 'is', null)
    .where('key', '=', key)
    .execute();
}

/** Puts the request off: it could not be carried out now. Not one whose end was kept, although nobody heard of it. */
export async function postponeRequest(tx: DeliveryTransaction, key: string, dueAt: number): Promise<void> {
  await tx
    .updateTable('inbox')
    .set({ state: 'waiting', dueAt })
    .where('key', '=', key)
    .where('endedAt', 'is', null)
    .execute();
}
