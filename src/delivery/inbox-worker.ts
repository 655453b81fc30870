import type { Clock } from '../clock.ts';
import { UserError } from '../errors.ts';
import type { Log } from '../log.ts';
import { backoff } from './backoff.ts';
import { beginRequest, type Claimed, dueRequests, endRequest, postponeRequest, readRequest } from './inbox.ts';
import { type Leadership, LostLeadership } from './leadership.ts';
import type { DeliveryStore, DeliveryTransaction, InboxRow } from './schema.ts';
import { startLoop, type WorkLoop } from './work-loop.ts';

/** How a request ended: its answer, and what is to be committed together with it. */
export interface Handled {
  answerJson: string;
  commit(tx: DeliveryTransaction): Promise<void>;
}

/** The request could not be carried out now, or it is not known whether it was; carrying it out again is safe. */
export class TryLater extends Error {
  override readonly name = 'TryLater';
}

/** Channels whose requests are carried out at the same time. */
const together = 32;

/** Requests looked at in one round. */
const roundSize = 200;

/** Tries of a request before it ends as uncertain: about ten minutes. */
const mostAttempts = 12;

/** Milliseconds between looks when nothing wakes the worker: another replica may have accepted something. */
const lookEvery = 1_000;

/** What a request ends with that nobody can answer. */
const noAnswer = 'null';

interface Options {
  store: DeliveryStore;
  leadership: Leadership;
  clock: Clock;
  random: () => number;
  log: Log;
  /** Carries a request out; throws `TryLater`. Any other error is a fault, and the request is tried again later. */
  handle(claimed: Claimed): Promise<Handled>;
  /** What a request ends with that could not be carried out often enough. */
  giveUp(claimed: Claimed, error: unknown): Handled;
  /** The request has ended, and its messages are enqueued. */
  ended(key: string, answerJson: string): void;
}

/** Carries out the accepted requests while this replica leads: those of a channel in order, channels side by side. */
export function startInboxWorker(options: Options): WorkLoop {
  const { store, leadership, clock, log } = options;
  const busy = new Map<string, Promise<void>>();
  const closing = new AbortController();

  async function round(): Promise<number> {
    const fence = leadership.fence();
    if (fence === undefined) return lookEvery;
    try {
      for (const [channel, rows] of await dueRequests(store, clock.now(), roundSize)) {
        if (busy.has(channel)) continue;
        if (busy.size >= together) await Promise.race(busy.values());
        if (closing.signal.aborted) break;
        const work = carryOutAll(rows, fence).then((isStuck) => {
          busy.delete(channel);
          if (!isStuck) loop.wake();
        });
        busy.set(channel, work);
      }
    } catch (error) {
      log.warn({ err: error }, 'the inbox could not be read');
    }
    return lookEvery;
  }

  /**
   * One after the other, as long as each of them ends: what came later must not overtake. Answers whether the last one is
   * stuck, in which case looking again at once would find it as it was.
   */
  async function carryOutAll(rows: readonly InboxRow[], fence: number): Promise<boolean> {
    let attempt: number | undefined;
    for (const [at, row] of rows.entries()) {
      const next = await carryOut(row, rows[at + 1], attempt, fence);
      if (next === 'stuck') return true;
      if (next === undefined) return false;
      attempt = next;
    }
    return false;
  }

  /**
   * Ends the request, and begins the next one in the same transaction, which costs one commit instead of two. `begun` is
   * the attempt that was noted with the end of the one before; answers the attempt of the next one, undefined when it was
   * not begun. A request that could not be ended is found again by the next leader, or by the next round; `stuck` is that
   * it could not be put off either. Never throws.
   */
  async function carryOut(
    row: InboxRow,
    next: InboxRow | undefined,
    begun: number | undefined,
    fence: number,
  ): Promise<number | 'stuck' | undefined> {
    let attempt = begun;
    try {
      attempt ??= await leadership.transaction(fence, (tx) => beginRequest(tx, row, fence));
      if (attempt === undefined) return undefined;
      const handled = await attemptOf(row, attempt, fence);
      if (handled === undefined) {
        const dueAt = clock.now() + backoff(attempt, options.random);
        await leadership.transaction(fence, (tx) => postponeRequest(tx, row.key, dueAt));
        return undefined;
      }
      const nextAttempt = await noteEnd(row, handled, next, fence);
      options.ended(row.key, handled.answerJson);
      return nextAttempt;
    } catch (error) {
      if (error instanceof LostLeadership) return undefined;
      log.error({ err: error, key: row.key }, 'a request could not be carried to its end');
      return leadership
        .transaction(fence, async (tx) => {
          // Giving up failed as well, and not for the store.
          if (attempt !== undefined && attempt > mostAttempts && !isUnavailable(error))
            await endRequest(tx, row.key, noAnswer, clock.now());
          else await postponeRequest(tx, row.key, clock.now() + lookEvery);
          return undefined;
        })
        .catch(() => 'stuck');
    }
  }

  /** Waits for a store that takes nothing for now: what was carried out is not carried out again for that. */
  async function noteEnd(row: InboxRow, handled: Handled, next: InboxRow | undefined, fence: number) {
    for (;;) {
      try {
        return await leadership.transaction(fence, async (tx) => {
          await endRequest(tx, row.key, handled.answerJson, clock.now());
          await handled.commit(tx);
          return next && !closing.signal.aborted ? beginRequest(tx, next, fence) : undefined;
        });
      } catch (error) {
        if (!isUnavailable(error) || closing.signal.aborted) throw error;
        log.warn({ err: error, key: row.key }, 'the end of a request cannot be kept for now');
        await clock.wait(lookEvery, closing.signal);
      }
    }
  }

  /** Undefined when the request is to be tried later. */
  async function attemptOf(row: InboxRow, attempt: number, fence: number): Promise<Handled | undefined> {
    const incoming = readRequest(row);
    if (!incoming) {
      log.error({ key: row.key }, 'a request cannot be read, so it ends without an answer');
      return { answerJson: noAnswer, async commit() {} };
    }
    const claimed = { incoming, attempt, fence, isStillOurs: () => leadership.fence() === fence };
    try {
      if (attempt > mostAttempts) throw new Error('every attempt ended this process');
      return await options.handle(claimed);
    } catch (error) {
      if (error instanceof LostLeadership) throw error;
      if (!(error instanceof TryLater)) log.error({ err: error, key: row.key }, 'a request met a fault');
      return attempt < mostAttempts ? undefined : options.giveUp(claimed, error);
    }
  }

  const loop = startLoop({ clock, log, pause: 0 }, round);
  return {
    wake: loop.wake,
    async close() {
      closing.abort();
      await loop.close();
      await Promise.all(busy.values());
    },
  };
}

function isUnavailable(error: unknown): boolean {
  return error instanceof UserError && error.problem.code === 'unavailable';
}
