import { setImmediate } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import { isPassing } from '../store/store-problem.ts';

/** Items that are carried out together at most. */
const most = 64;

/**
 * Carries items out in batches, so that many share one commit: what is asked for at the same moment, or while a batch is
 * under way, is the next batch. `carryOut` does all or nothing and answers in the order of its items. A batch that fails
 * is carried out again one by one, so that none fails for another; but while the store takes nothing, all who wait hear so.
 */
export function inBatches<Item, Result>(
  carryOut: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  const waiting: Asked<Item, Result>[] = [];
  let isBusy = false;
  /** How many of those who wait are carried out one by one. */
  let alone = 0;

  async function carryOutAll(): Promise<void> {
    isBusy = true;
    while (waiting.length > 0) {
      // SQLite leaves nobody the time to ask while it works, so they are let in before.
      await setImmediate();
      const size = alone > 0 ? 1 : most;
      alone = Math.max(0, alone - 1);
      await settle(waiting.splice(0, size));
    }
    isBusy = false;
  }

  async function settle(batch: readonly Asked<Item, Result>[]): Promise<void> {
    try {
      const results = await carryOut(batch.map(({ item }) => item));
      for (const [at, result] of results.entries()) batch[at]?.resolve(result);
    } catch (error) {
      if (isOfOneItem(error) && batch.length > 1) {
        waiting.unshift(...batch);
        alone = batch.length;
        return;
      }
      // A store that was tried for as long as it may be is not tried again for each of those who waited meanwhile.
      const failed = isPassing(error) ? [...batch, ...waiting.splice(0)] : batch;
      for (const asked of failed) asked.reject(error);
    }
  }

  return (item) => {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    waiting.push({ item, resolve, reject });
    if (!isBusy) void carryOutAll();
    return promise;
  };
}

interface Asked<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/** Also a commit that was not answered is nobody's own: carried out again, what was kept would count as a repeat. */
function isOfOneItem(error: unknown): boolean {
  return !(error instanceof UserError && error.problem.code === 'unavailable');
}
