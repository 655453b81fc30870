import type { Clock } from '../../clock.ts';

/** What `work` comes to, or an error once so many milliseconds have passed; the work itself is not ended. */
export async function inTime<Result>(work: Promise<Result>, ms: number, clock: Pick<Clock, 'wait'>): Promise<Result> {
  const isOver = new AbortController();
  const late = clock.wait(ms, isOver.signal).then(() => {
    throw new Error(`there was no answer within ${ms} ms`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    isOver.abort();
  }
}
