import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';

/** Milliseconds after a round that threw. */
const pauseAfterFault = 1_000;

/** Something that is done again and again: when it is woken, and at the latest when it said so itself. */
export interface WorkLoop {
  /** There is something to do. */
  wake(): void;
  /** Ends after the round that is under way. */
  close(): Promise<void>;
}

interface LoopOptions {
  clock: Clock;
  log: Log;
  /** Milliseconds between two rounds at the least, so that many wakes are one. */
  pause: number;
}

/**
 * Begins `round` at once and repeats it; it answers after how many milliseconds to look again unless woken before. It
 * should not throw: one that does is logged as a fault of ours, and is not the last one.
 */
export function startLoop({ clock, log, pause }: LoopOptions, round: () => Promise<number>): WorkLoop {
  const closed = new AbortController();
  let woken = false;
  let asleep: AbortController | undefined;

  async function work(): Promise<void> {
    while (!closed.signal.aborted) {
      woken = false;
      const next = await round().catch((error: unknown) => {
        log.error({ err: error, reference: randomUUID().slice(0, 8) }, 'a round met a fault');
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
