import type { Clock } from '../../src/clock.ts';

/** Where several processes share a time that runs faster than the machine's: since when, and how much faster. */
export interface QuickTime {
  epoch: number;
  speed: number;
}

/** The machine's time, sped up, so that 15 seconds of patience do not take 15 seconds. */
export function createQuickClock({ epoch, speed }: QuickTime): Clock {
  return {
    now: () => Math.floor(epoch + (Date.now() - epoch) * speed),
    elapsed: () => performance.now() * speed,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const timer = setTimeout(done, ms / speed);
        signal?.addEventListener('abort', done, { once: true });
        function done(): void {
          clearTimeout(timer);
          signal?.removeEventListener('abort', done);
          resolve();
        }
      }),
  };
}
