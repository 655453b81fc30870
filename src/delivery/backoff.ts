const shortest = 1_000;
const longest = 5 * 60_000;

/** Full waits double up to this attempt, which is the first that may wait five minutes. */
export const longestFrom = 9;

/**
 * Milliseconds to wait after the `attempt`-th failure in a row (from 1): anything between one second and a limit that
 * doubles up to five minutes. The whole span is drawn from, so that what failed together does not return together.
 */
export function backoff(attempt: number, random: () => number): number {
  const most = Math.min(longest, shortest * 2 ** Math.max(1, attempt));
  return Math.round(shortest + random() * (most - shortest));
}
