import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoff, longestFrom } from '../../src/delivery/backoff.ts';
import { generated } from '../support/generated.ts';

const least = () => 0;
const most = () => 1 - 2 ** -53;

test('the wait after a failure is drawn from one second up to a limit that doubles until five minutes', () => {
  const attempts = [1, 2, 3, 8, 9, 10, 1_000, Number.POSITIVE_INFINITY];
  expect(attempts.map((attempt) => backoff(attempt, least))).toEqual(attempts.map(() => 1_000));
  expect(attempts.map((attempt) => backoff(attempt, most))).toEqual([
    2_000, 4_000, 8_000, 256_000, 300_000, 300_000, 300_000, 300_000,
  ]);
});

test('the whole span is used, so that what failed together comes back apart', () => {
  expect([0, 0.25, 0.5, 0.75].map((drawn) => backoff(20, () => drawn))).toEqual([1_000, 75_750, 150_500, 225_250]);
});

test('waits stop growing where the counters of attempts stop', () => {
  expect(backoff(longestFrom, most)).toBe(300_000);
  expect(backoff(longestFrom - 1, most)).toBeLessThan(300_000);
});

test('any number of attempts waits whole milliseconds between one second and five minutes', () => {
  const attempt = fc.oneof(fc.nat(), fc.integer(), fc.double({ noNaN: true }));
  fc.assert(
    fc.property(attempt, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, drawn) => {
      const wait = backoff(attempt, () => drawn);
      expect(wait).toBeGreaterThanOrEqual(1_000);
      expect(wait).toBeLessThanOrEqual(300_000);
      expect(Number.isInteger(wait)).toBe(true);
    }),
    generated(200_000),
  );
});
