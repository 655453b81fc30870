import { setTimeout as delay } from 'node:timers/promises';

/** Time as an argument: what happens when is decided by whoever runs Pipehand, be it this machine or a test. */
export interface Clock {
  /** Milliseconds since 1970; may jump when somebody sets the clock. */
  now(): number;
  /** Milliseconds that only ever grow; for leases and deadlines. */
  elapsed(): number;
  /** Settles after `ms`, or as soon as `signal` aborts. Never rejects. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

/** This machine's time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  wait: (ms, signal) =>
    delay(ms, undefined, { signal }).catch((error: unknown) => {
      if (!signal?.aborted) throw error;
    }),
};
