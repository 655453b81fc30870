import type { Clock } from '../clock.ts';
import { isPassing } from './store-problem.ts';

/** How long (milliseconds) a store that takes nothing for now is tried again: a chat platform waits three seconds. */
const patience = 2_000;

/** Milliseconds between tries. */
const tryEvery = { first: 10, longest: 200 };

/** Does `act` again while its error is a passing one; the last one is thrown when two seconds are over. */
export async function tryForAWhile<Result>(clock: Clock, act: () => Promise<Result>): Promise<Result> {
  const end = clock.elapsed() + patience;
  for (let wait = tryEvery.first; ; wait = Math.min(wait * 2, tryEvery.longest)) {
    try {
      return await act();
    } catch (error) {
      if (!isPassing(error) || clock.elapsed() + wait >= end) throw error;
      await clock.wait(wait);
    }
  }
}
