import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { inBatches } from './in-batches.ts';
import type { DeliveryStore, DeliveryTransaction, LeaseRow } from './schema.ts';

/** Another replica does the work now; whatever this one was about to write is not written. */
export class LostLeadership extends Error {
  override readonly name = 'LostLeadership';
}

/** Whether this replica does the work: at most one does at any time. */
export interface Leadership {
  /** The number of this leadership, larger than any before it; undefined while another replica leads. */
  fence(): number | undefined;
  /** A transaction that holds the leadership until it ends. Throws `LostLeadership`, and then nothing was written. */
  transaction<Result>(fence: number, work: (tx: DeliveryTransaction) => Promise<Result>): Promise<Result>;
  /** The same for a transaction that another room has begun: the first thing it does. */
  hold(tx: DeliveryTransaction, fence: number): Promise<void>;
  /** Lets another replica lead at once. */
  close(): Promise<void>;
}

export interface LeaseTimes {
  /** Milliseconds without a sign of life after which another replica takes over. */
  lease: number;
  heartbeat: number;
}

/** 20 seconds, and a sign of life every five (reliability G12). */
export const standardLease: LeaseTimes = { lease: 20_000, heartbeat: 5_000 };

const leaseName = 'leader';

/** Something to write; answers how to tell whoever asked, once it is committed. */
interface Work {
  fence: number;
  work(tx: DeliveryTransaction): Promise<() => void>;
}

interface Options {
  store: DeliveryStore;
  clock: Clock;
  log: Log;
  times: LeaseTimes;
  /** Called when this replica begins to lead. */
  began(): void;
  /** Called when another replica took the leadership from this one. */
  lost?(): void;
}

/**
 * Stands for leadership and goes on doing so. Clocks of replicas are never compared: a lease has run out when its beat
 * did not change for a whole lease by this replica's own monotonic time, and the holder stops before that by its own.
 */
export async function standForLeadership(options: Options): Promise<Leadership> {
  const { store, clock, log, times } = options;
  const owner = randomUUID();
  const closed = new AbortController();
  let held: { fence: number; until: number } | undefined;
  let seen: { fence: number; beat: number; at: number } | undefined;

  /** Half of the lease is left to whoever waits: a process that was frozen finds its own time over when it wakes. */
  const mine = () => clock.elapsed() + times.lease / 2;

  async function renew(fence: number): Promise<void> {
    const until = mine();
    await store.transaction((tx) => hold(tx, fence));
    held = { fence, until };
  }

  function hasRunOut(row: LeaseRow): boolean {
    if (!store.isShared || row.owner === '') return true;
    if (seen?.fence !== row.fence || seen.beat !== row.beat) {
      seen = { fence: row.fence, beat: row.beat, at: clock.elapsed() };
    }
    return clock.elapsed() - seen.at >= times.lease;
  }

  async function tryToLead(): Promise<void> {
    const until = mine();
    const row = await store.db.selectFrom('lease').selectAll().where('name', '=', leaseName).executeTakeFirst();
    if (row && !hasRunOut(row)) return;
    const fence = (row?.fence ?? 0) + 1;
    const taken = await store.transaction(async (tx) => {
      if (!row) {
        const result = await tx
          .insertInto('lease')
          .values({ name: leaseName, owner, fence, beat: 0 })
          .onConflict((conflict) => conflict.column('name').doNothing())
          .executeTakeFirst();
        return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
      }
      const result = await tx
        .updateTable('lease')
        .set({ owner, fence, beat: row.beat + 1 })
        .where('name', '=', leaseName)
        .where('fence', '=', row.fence)
        .where('beat', '=', row.beat)
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    });
    if (!taken) return;
    held = { fence, until };
    log.info({ fence }, 'this replica leads');
    options.began();
  }

  /** An update, not a look: until the transaction ends no other replica can take the row. */
  async function hold(tx: DeliveryTransaction, fence: number): Promise<void> {
    const result = await tx
      .updateTable('lease')
      .set((eb) => ({ beat: eb('beat', '+', 1) }))
      .where('name', '=', leaseName)
      .where('owner', '=', owner)
      .where('fence', '=', fence)
      .executeTakeFirst();
    if (result.numUpdatedRows > 0n) return;
    // Whoever comes late with an earlier leadership takes nothing from the present one.
    if (held?.fence === fence) {
      held = undefined;
      options.lost?.();
    }
    throw new LostLeadership(`leadership ${fence} is over`);
  }

  /** What this replica has to write at a time is written together: the lease lets in one transaction after the other. */
  const commit = inBatches((works: readonly Work[]) =>
    store.transaction(async (tx) => {
      const tells: (() => void)[] = [];
      for (const [at, { fence, work }] of works.entries()) {
        if (fence !== works[at - 1]?.fence) await hold(tx, fence);
        tells.push(await work(tx));
      }
      return tells;
    }),
  );

  async function step(): Promise<void> {
    try {
      if (held) await renew(held.fence);
      else await tryToLead();
    } catch (error) {
      log.warn({ err: error }, error instanceof LostLeadership ? 'another replica leads now' : 'no lease for now');
    }
  }

  async function keep(): Promise<void> {
    while (!closed.signal.aborted) {
      await clock.wait(times.heartbeat, closed.signal);
      if (!closed.signal.aborted) await step();
    }
  }

  await step();
  const keeping = keep();

  return {
    fence: () => (held && (!store.isShared || clock.elapsed() < held.until) ? held.fence : undefined),

    hold,

    async transaction<Result>(fence: number, work: (tx: DeliveryTransaction) => Promise<Result>) {
      if (closed.signal.aborted) throw new LostLeadership(`leadership ${fence} was given back`);
      const done = Promise.withResolvers<Result>();
      const tell = await commit({
        fence,
        async work(tx) {
          const result = await work(tx);
          return () => done.resolve(result);
        },
      });
      tell();
      return done.promise;
    },

    async close() {
      closed.abort();
      await keeping;
      if (!held) return;
      const { fence } = held;
      held = undefined;
      await store.db
        .updateTable('lease')
        .set({ owner: '' })
        .where('name', '=', leaseName)
        .where('owner', '=', owner)
        .where('fence', '=', fence)
        .execute()
        .catch((error) => log.warn({ err: error }, 'the lease could not be given back'));
    },
  };
}
