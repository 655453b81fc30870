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

/**
 * Sees while this replica leads whether somebody set the clock back, and then brings forward what waits in the store by
 * as much: it was to wait for a time, not for a moment of a clock that was wrong. A post in doubt is looked for from as
 * much earlier on.
 */
export function startClockWatch({ store, leadership, clock, log, hurried }: Options): WorkLoop {
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
    if (before !== undefined && back < smallStep) {
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

  return startLoop(clock, 0, look);
}

/** By `back` milliseconds, and at once what no wait explains. */
async function bringForward(tx: DeliveryTransaction, now: number, back: number): Promise<void> {
  if (back > 0) await setBack(tx, now, back);
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
}
