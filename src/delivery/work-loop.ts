import type { Clock } from '../clock.ts';

/** Milliseconds after a round that threw. */
const pauseAfterFault = 1_000;

/** Something that is done again and again: when it is woken, and at the latest when it said so itself. */
export interface WorkLoop {
  /** There is something to do. */
  wake(): void;
  /** Ends after the round that is under way. */
  close(): Promise<void>;
}

/**
 * Begins `round` at once and repeats it; it answers after how many milliseconds to look again unless woken before. It
 * must not throw: one that does is told of as what nobody caught, and is not the last one. Rounds are at least `pause`
 * milliseconds apart, so that many wakes are one.
 */
export function startLoop(clock: Clock, pause: number, round: () => Promise<number>): WorkLoop {
  const closed = new AbortController();
  let woken = false;
  let asleep: AbortController | undefined;

  async function work(): Promise<void> {
    while (!closed.signal.aborted) {
      woken = false;
      const next = await round().catch((error: unknown) => {
        void Promise.reject(error);
        return pauseAfterFault;
      });
      if (closed.signal.aborted) return;
      await clock.wait(pause, closed.signal);
      if (woken) continue;
      asleep = new AbortController();
      await clock.wait(Math.max(0, next - pause), AbortSignal.any([closed.signal, asleep.signal]));
      asleep = undefined;
    }
  }
  const working = work();

  return {
    wake() {
      woken = true;
      asleep?.abort();
    },
    async close() {
      closed.abort();
      await working;
    },
  };
}
