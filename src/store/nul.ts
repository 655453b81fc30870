import type { Problem } from '../errors.ts';

/** PostgreSQL keeps no NUL in a text, so SQLite is not asked to either: what one store takes the other takes too. */
export const nulProblem: Problem = {
  code: 'bad-value',
  message: 'Text with a NUL character cannot be kept.',
  fix: 'Leave the character out.',
};

/** True when one of the values is a text with a NUL. */
export function hasNul(values: readonly unknown[]): boolean {
  return values.some((value) => typeof value === 'string' && value.includes('\0'));
}
