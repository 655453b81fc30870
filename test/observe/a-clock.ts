import type { Clock } from '../../src/clock.ts';

/** Time that stands still until a test lets it pass. */
export interface StandingClock extends Clock {
  /** Lets so many milliseconds pass at once; then what waited for that long goes on. */
  pass(ms: number): Promise<void>;
}

export function standingClock(): StandingClock {
  let at = 0;
  let waiting: { until: number; go: () => void }[] = [];
  return {
    now: () => at,
    elapsed: () => at,
    wait: (ms, signal) =>
      new Promise((go) => {
        waiting.push({ until: at + ms, go });
        signal?.addEventListener('abort', () => go(), { once: true });
      }),
    async pass(ms) {
      at += ms;
      const due = waiting.filter(({ until }) => until <= at);
      waiting = waiting.filter(({ until }) => until > at);
      for (const { go } of due) go();
      await new Promise(setImmediate);
    },
  };
}
