import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Leadership } from './leadership.ts';
import type { DeliveryStore, DeliveryTransaction } from './schema.ts';
import { startLoop, type WorkLoop } from './work-loop.ts';

/** Milliseconds between looks at the clock. */
const lookEvery = 5_000;

/** Less (milliseconds) is an ordinary correction of the clock. */
const smallStep = 1_000;

/** Longer (milliseconds) than anything is ever put off: whatever is due later was put off by a clock that ran ahead. */
const longestWait = 7 * 3_600_000;

interface Options {
  store: DeliveryStore;
  leadership: Leadership;
  clock: Clock;
  log: Log;
  /** Something is due earlier than it was. */
  hurried(): void;
}

/** Watches the clock of this machine. */
export interface ClockWatch extends WorkLoop {
  /** Milliseconds since 1970 by the clock that the times in the store go by, until what waits there has been moved. */
  now(): number;
}

/**
 * Sees while this replica leads whether somebody set the clock. What waits in the store was to wait for a time, not for a
 * moment of a clock that was wrong: when the clock is set back it is brought forward by as much, and a post in doubt is
 * looked for from as much earlier on. A clock that is set forward makes nothing look as if it had waited for longer.
 */
export function startClockWatch({ store, leadership, clock, log, hurried }: Options): ClockWatch {
  let difference: number | undefined;

  async function look(): Promise<number> {
    const fence = leadership.fence();
    if (fence === undefined) {
      difference = undefined;
      return lookEvery;
    }
    const before = difference;
    const now = clock.now();
    const present = now - clock.elapsed();
    const back = before === undefined ? 0 : before - present;
    if (before !== undefined && Math.abs(back) < smallStep) {
      difference = present;
      return lookEvery;
    }
    try {
      await store.transaction(async (tx) => {
        await leadership.hold(tx, fence);
        await bringForward(tx, now, back);
      });
      difference = present;
      hurried();
    } catch (error) {
      log.warn({ err: error }, 'what waits could not be brought forward');
    }
    return lookEvery;
  }

  return {
    ...startLoop({ clock, log, pause: 0 }, look),
    now: () => (difference === undefined ? clock.now() : Math.floor(difference + clock.elapsed())),
  };
}

/** By `back` milliseconds, which are negative for a clock that was set forward; and at once what no wait explains. */
async function bringForward(tx: DeliveryTransaction, now: number, back: number): Promise<void> {
  if (back > 0) await setBack(tx, now, back);
  if (back < 0) await setForward(tx, now, -back);
  for (const table of ['inbox', 'outbox'] as const) {
    await tx
      .updateTable(table)
      .set({ dueAt: now })
      .where('dueAt', '>', now + longestWait)
      .execute();
  }
}

async function setBack(tx: DeliveryTransaction, now: number, back: number): Promise<void> {
  for (const table of ['inbox', 'outbox'] as const) {
    await tx
      .updateTable(table)
      .set((eb) => ({ dueAt: eb('dueAt', '-', back) }))
      .where('dueAt', '>', now)
      .execute();
  }
  await tx
    .updateTable('outbox')
    .set((eb) => ({ doubtSince: eb('doubtSince', '-', back) }))
    .where('doubtSince', 'is not', null)
    .execute();
  await tx
    .updateTable('outbox')
    .set((eb) => ({ waitingSince: eb('waitingSince', '-', back) }))
    .where('dueAt', 'is not', null)
    .where('waitingSince', '>', now)
    .execute();
}

async function setForward(tx: DeliveryTransaction, now: number, forward: number): Promise<void> {
  await tx
    .updateTable('outbox')
    .set((eb) => ({ waitingSince: eb('waitingSince', '+', forward) }))
    .where('dueAt', 'is not', null)
    // Since the clock was set others began to wait.
    .where('waitingSince', '<=', now - forward)
    .execute();
}
