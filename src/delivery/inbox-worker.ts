import type { Clock } from '../clock.ts';
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
const together = 16;

/** Requests looked at in one round. */
const roundSize = 200;

/** Tries of a request before it ends as uncertain: about ten minutes. */
const mostAttempts = 12;

/** Milliseconds between looks when nothing wakes the worker: another replica may have accepted something. */
const lookEvery = 1_000;

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

  async function round(): Promise<number> {
    const fence = leadership.fence();
    if (fence === undefined) return lookEvery;
    try {
      for (const row of await dueRequests(store, clock.now(), roundSize)) {
        if (busy.has(row.channel)) continue;
        if (busy.size >= together) await Promise.race(busy.values());
        const work = carryOut(row, fence).finally(() => {
          busy.delete(row.channel);
          loop.wake();
        });
        busy.set(row.channel, work);
      }
    } catch (error) {
      log.warn({ err: error }, 'the inbox could not be read');
    }
    return lookEvery;
  }

  /** Never throws: a request that could not be ended is found again by the next leader, or by the next round. */
  async function carryOut(row: InboxRow, fence: number): Promise<void> {
    try {
      const attempt = await leadership.transaction(fence, (tx) => beginRequest(tx, row, fence));
      if (attempt === undefined) return;
      const handled = await attemptOf(row, attempt);
      if (handled === undefined) {
        const dueAt = clock.now() + backoff(attempt, options.random);
        await leadership.transaction(fence, (tx) => postponeRequest(tx, row.key, dueAt));
        return;
      }
      await leadership.transaction(fence, async (tx) => {
        await endRequest(tx, row.key, handled.answerJson, clock.now());
        await handled.commit(tx);
      });
      options.ended(row.key, handled.answerJson);
    } catch (error) {
      if (error instanceof LostLeadership) return;
      log.error({ err: error, key: row.key }, 'a request could not be carried to its end');
      await leadership
        .transaction(fence, (tx) => postponeRequest(tx, row.key, clock.now() + lookEvery))
        .catch(() => {});
    }
  }

  /** Undefined when the request is to be tried later. */
  async function attemptOf(row: InboxRow, attempt: number): Promise<Handled | undefined> {
    const incoming = readRequest(row);
    if (!incoming) {
      log.error({ key: row.key }, 'a request cannot be read, so it ends without an answer');
      return { answerJson: 'null', async commit() {} };
    }
    const claimed = { incoming, attempt };
    try {
      if (attempt > mostAttempts) throw new Error('every attempt ended this process');
      return await options.handle(claimed);
    } catch (error) {
      if (!(error instanceof TryLater)) log.error({ err: error, key: row.key }, 'a request met a fault');
      return attempt < mostAttempts ? undefined : options.giveUp(claimed, error);
    }
  }

  const loop = startLoop(clock, 0, round);
  return {
    wake: loop.wake,
    async close() {
      await loop.close();
      await Promise.all(busy.values());
    },
  };
}
