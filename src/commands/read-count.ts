import { UserError } from '../errors.ts';
import { visible } from '../visible.ts';
import type { Line } from './line.ts';

/** The whole number a flag was given, between 1 and `most`; `standard` without the flag. Throws `bad-value`. */
export function readCount(line: Line, flag: string, bounds: { standard: number; most: number }): number {
  const text = line.flags.get(flag);
  if (typeof text !== 'string') return bounds.standard;
  const count = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (count >= 1 && count <= bounds.most) return count;
  throw new UserError({
    code: 'bad-value',
    message: `--${flag} is a number from 1 to ${bounds.most} ("${visible(text, 40)}" is not).`,
    fix: `--${flag} ${bounds.standard}`,
  });
}
