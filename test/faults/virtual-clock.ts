import type { Clock } from '../../src/clock.ts';

/** Time that stands still while anything works, and leaps to the next moment somebody waits for when nothing does. */
export interface VirtualClock extends Clock {
  /** Lets time pass until `isDone`; throws when that takes longer than `most` virtual milliseconds. */
  runUntil(isDone: () => boolean, most: number): Promise<void>;
  /** Lets so many milliseconds pass, or a little more. */
  pass(ms: number): Promise<void>;
  /** Sets the wall clock, as a person does; what only ever grows goes on. */
  setWall(now: number): void;
  /** Time passes for everybody while this process stands still, as after SIGSTOP. */
  freeze(ms: number): void;
}

/**
 * For everything of one process whose work is done within one turn of its event loop, as SQLite's is, or goes on in the
 * next; `isBusy` is asked in each turn about all other work, for which time stands still too.
 */
export function createVirtualClock(start = Date.parse('2026-11-20T09:30:00Z'), isBusy = () => false): VirtualClock {
  const waiting = new Set<{ until: number; resolve: () => void }>();
  let elapsed = 0;
  let wall = start;

  function leap(): void {
    let next = Number.POSITIVE_INFINITY;
    for (const { until } of waiting) next = Math.min(next, until);
    if (next === Number.POSITIVE_INFINITY) throw new Error('nobody waits for anything any more');
    elapsed = Math.max(elapsed, next);
    for (const one of [...waiting]) if (one.until <= elapsed) one.resolve();
  }

  async function runUntil(isDone: () => boolean, most: number): Promise<void> {
    const end = elapsed + most;
    let [stillSince, stillAt] = [performance.now(), elapsed];
    for (;;) {
      if (elapsed > stillAt) [stillSince, stillAt] = [performance.now(), elapsed];
      if (performance.now() - stillSince > longestStill) throw new Error('time stands still: somebody never rests');
      await new Promise((resolve) => setImmediate(resolve));
      if (isBusy() || goesOnNextTurn()) continue;
      if (isDone()) return;
      if (elapsed > end) throw new Error(`not done within ${most} virtual milliseconds`);
      leap();
    }
  }

  return {
    now: () => wall + Math.floor(elapsed),
    elapsed: () => elapsed,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const one = { until: elapsed + Math.max(0, ms), resolve: done };
        waiting.add(one);
        signal?.addEventListener('abort', done, { once: true });
        function done(): void {
          waiting.delete(one);
          signal?.removeEventListener('abort', done);
          resolve();
        }
      }),
    runUntil,
    pass(ms) {
      const until = elapsed + ms;
      return runUntil(() => elapsed >= until, ms);
    },
    setWall(now) {
      wall = now - Math.floor(elapsed);
    },
    freeze(ms) {
      elapsed += ms;
    },
  };
}

/** Milliseconds of real time for the work of one virtual moment, on a machine that does much else. */
const longestStill = 60_000;

/** Somebody asked for the next turn with `setImmediate`. */
function goesOnNextTurn(): boolean {
  return process.getActiveResourcesInfo().includes('Immediate');
}
