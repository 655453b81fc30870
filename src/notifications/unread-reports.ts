import type { Clock } from '../clock.ts';

/** Tries before a report that nobody can take in is given up (reliability G13). */
const mostTries = 12;

/** Counts how often reports of runs could not be taken in. */
export interface UnreadReports {
  /** These could not be taken in once more; true when each of them was tried often enough. */
  giveUp(runIds: readonly string[]): boolean;
  /** Whether the last report of this run could not be taken in. */
  has(runId: string): boolean;
  /** These are not asked for again. */
  forget(runIds: readonly string[]): void;
}

/** Tries of a report within `every` milliseconds count as one: what wakes the watcher must not use them up. */
export function countUnreadReports(clock: Clock, every: number): UnreadReports {
  const known = new Map<string, { tries: number; at: number }>();

  function count(id: string): number {
    const now = clock.elapsed();
    const before = known.get(id);
    if (before && now - before.at < every) return before.tries;
    const tries = (before?.tries ?? 0) + 1;
    known.set(id, { tries, at: now });
    return tries;
  }

  return {
    giveUp: (runIds) => runIds.map(count).every((tries) => tries >= mostTries),
    has: (runId) => known.has(runId),
    forget(runIds) {
      for (const id of runIds) known.delete(id);
    },
  };
}
