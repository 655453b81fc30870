import type { Clock } from './clock.ts';

/**
 * What `work` comes to, or what `late` answers or throws (an error, unless it is told) once so many milliseconds have
 * passed. The work itself is not ended. `late` may be called for nothing.
 */
export async function inTime<Result, Late = never>(
  work: Promise<Result>,
  ms: number,
  clock: Pick<Clock, 'wait'>,
  late: () => Late = () => {
    throw new Error(`there was no answer within ${ms} ms`);
  },
): Promise<Result | Late> {
  const isOver = new AbortController();
  try {
    return await Promise.race([work, clock.wait(ms, isOver.signal).then(late)]);
  } finally {
    isOver.abort();
  }
}
