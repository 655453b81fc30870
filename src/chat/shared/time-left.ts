import type { Clock } from '../../clock.ts';

/** Milliseconds for everything that one message takes, within the ten seconds that delivery allows. */
export const longestSend = 9_500;

/** Milliseconds that are left for a message. */
export type Left = () => number;

/** The time for a message begins. */
export function beginSend(clock: Pick<Clock, 'elapsed'>): Left {
  const until = clock.elapsed() + longestSend;
  return () => until - clock.elapsed();
}
