import type { Line } from './line.ts';
import { readCount } from './read-count.ts';

/** How many lines of a log are wanted: `--tail 20`, else 50. */
export function logTail(line: Line): number {
  return readCount(line, 'tail', { standard: 50, most: 500 });
}
