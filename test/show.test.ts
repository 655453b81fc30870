import fc from 'fast-check';
import { expect, test } from 'vitest';
import { showUtc } from '../src/show.ts';
import { generated } from './support/generated.ts';

test('a moment is shown to the minute, and a number that is no moment as itself', () => {
  expect(showUtc(Date.parse('2026-11-21T09:30:59Z'))).toBe('2026-11-21 09:30 UTC');
  expect([Number.NaN, Number.POSITIVE_INFINITY, 9e15].map(showUtc)).toEqual(['NaN', 'Infinity', '9000000000000000']);
  fc.assert(
    fc.property(fc.double(), (at) => {
      expect(showUtc(at)).not.toBe('');
    }),
    generated(10_000),
  );
});
