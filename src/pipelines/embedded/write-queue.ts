import { setTimeout as delay } from 'node:timers/promises';
import type { Transaction } from 'kysely';
import type { Log } from '../../log.ts';
import { isPassing } from '../../store/store-problem.ts';
import type { EmbeddedDatabase, EmbeddedSchema, RunRow } from './schema.ts';

/** What has happened to a run: changed rows, and what is new in the run's own row. */
export interface Change {
  runId: string;
  run?: Partial<RunRow>;
  apply?(tx: Transaction<EmbeddedSchema>): Promise<void>;
}

/** Milliseconds a change waits for company when nothing waits for it. */
const company = 40;

/** Milliseconds between tries of a transaction that the store does not take for now. */
const retryEvery = { first: 100, longest: 5_000 };

interface Waiting {
  change: Change;
  done: PromiseWithResolvers<void>;
}

/** Writes what has happened, several changes to a transaction, in the order in which they came. */
export type WriteQueue = ReturnType<typeof createWriteQueue>;

/**
 * What has happened must not be forgotten because a disk is full, so a transaction that the store refuses for now is
 * tried until it is taken. Any other error goes to the change that caused it. `committed` is called after each commit;
 * `lastChange` is the cursor to count on from.
 */
export function createWriteQueue(options: { db: EmbeddedDatabase; lastChange: number; log: Log; committed(): void }) {
  const { db, log } = options;
  let cursor = options.lastChange;
  let waiting: Waiting[] = [];
  let working: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let stalledBy: string | undefined;

  /** The cursor of a change that is being written in a transaction of its own. */
  function nextCursor(): number {
    cursor += 1;
    return cursor;
  }

  async function commit(batch: readonly Waiting[]): Promise<void> {
    await db.transaction().execute(async (tx) => {
      const runs = new Map<string, Partial<RunRow>>();
      for (const { change } of batch) {
        await change.apply?.(tx);
        runs.set(change.runId, { ...runs.get(change.runId), ...change.run });
      }
      for (const [runId, values] of runs) {
        await tx
          .updateTable('run')
          .set({ ...values, changed: nextCursor() })
          .where('id', '=', runId)
          .execute();
      }
    });
    stalledBy = undefined;
    for (const { done } of batch) done.resolve();
    options.committed();
  }

  /** Tries until the store takes the batch or says that it never will. */
  async function persist(batch: readonly Waiting[]): Promise<void> {
    for (let wait = retryEvery.first; ; wait = Math.min(wait * 2, retryEvery.longest)) {
      try {
        return await commit(batch);
      } catch (error) {
        if (closed || !isPassing(error)) throw error;
        stalledBy = String(error);
        log.warn({ err: error }, 'the store takes no writes; trying again');
        await delay(wait);
      }
    }
  }

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await persist(batch);
      } catch {
        // One change spoilt the batch: each is written by itself, so that the error reaches only the one it belongs to.
        for (const alone of batch) await persist([alone]).catch((error) => alone.done.reject(error));
      }
    }
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    working ??= work().finally(() => {
      working = undefined;
      if (waiting.length > 0) flush();
    });
  }

  return {
    nextCursor,

    /** Settles when the change is on disk. `now` for what somebody waits for; else it waits a little for company. */
    add(change: Change, when: 'now' | 'soon'): Promise<void> {
      if (closed) return Promise.reject(new Error('the service is closed'));
      const done = Promise.withResolvers<void>();
      waiting.push({ change, done });
      if (when === 'now') flush();
      else timer ??= setTimeout(flush, company);
      return done.promise;
    },

    /** Somebody waits for what was added. */
    hurry: flush,

    /** Why nothing can be written for the moment. */
    stalledBy: () => stalledBy,

    /** Writes what is waiting, once, and takes no more. */
    async close(): Promise<void> {
      flush();
      closed = true;
      await working;
    },
  };
}
