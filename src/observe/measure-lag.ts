import type { Clock } from '../clock.ts';

/** Milliseconds between looks. */
const lookEvery = 500;

/**
 * Watches how late the event loop is, until `signal` aborts. Answers with the present lag in milliseconds: how much later
 * than it should the last look came, or the next one already is.
 */
export function measureLag(clock: Clock, signal: AbortSignal): () => number {
  let lookedAt = clock.elapsed();
  let last = 0;

  async function watch(): Promise<void> {
    while (!signal.aborted) {
      await clock.wait(lookEvery, signal);
      last = lateness();
      lookedAt = clock.elapsed();
    }
  }
  void watch();

  function lateness(): number {
    return signal.aborted ? 0 : Math.max(0, clock.elapsed() - lookedAt - lookEvery);
  }
  return () => Math.max(last, lateness());
}
