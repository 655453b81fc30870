import type { ParameterAssignments } from '../pipelines/types.ts';
import { readBody } from './body.ts';
import type { Line } from './line.ts';

/** The parameter values of a line, from its `key=value` words and its code block; `bad-line` for a key in both. */
export function assignmentsOf(line: Line): ParameterAssignments {
  return Object.fromEntries([...line.assignments, ...readBody(line)].map(({ key, value }) => [key, value]));
}
