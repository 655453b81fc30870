import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boundedWait, retryAfter } from '../../src/delivery/retry-after.ts';
import { generated } from '../support/generated.ts';

const now = Date.UTC(2026, 10, 20, 12, 0, 0);
const quarter = 900_000;

test.each([
  ['1', 1_000],
  ['30', 30_000],
  [' 30 ', 30_000],
  ['+30', 30_000],
  ['007', 7_000],
  ['1.5', 1_500],
  ['2.', 2_000],
  ['.5', 1_000],
  ['1.0001', 1_001],
  ['0', 1_000],
  ['-0', 1_000],
  ['-30', 1_000],
  ['86400', quarter],
  ['99999999999999999999999999', quarter],
])('%j seconds are %d milliseconds, never under one second nor over 15 minutes', (value, wait) => {
  expect(retryAfter(value, 'seconds', now)).toBe(wait);
});

test('more digits than a number can hold are as much as any huge number', () => {
  expect(retryAfter('9'.repeat(400), 'seconds', now)).toBe(quarter);
  expect(retryAfter(`-${'9'.repeat(400)}`, 'seconds', now)).toBe(1_000);
});

test.each([
  ['2500', 2_500],
  ['1500.5', 1_501],
  ['20', 1_000],
  ['-20', 1_000],
  ['86400000', quarter],
])('%j in a header of milliseconds is that', (value, wait) => {
  expect(retryAfter(value, 'milliseconds', now)).toBe(wait);
});

test.each([
  ['Fri, 20 Nov 2026 12:01:30 GMT', 90_000],
  ['Friday, 20-Nov-26 12:01:30 GMT', 90_000],
  ['Fri Nov 20 12:01:30 2026', 90_000],
  ['Fri, 20 Nov 2026 11:00:00 GMT', 1_000],
  ['Sunday, 06-Nov-94 08:49:37 GMT', 1_000],
  ['Sun Nov  6 08:49:37 1994', 1_000],
  ['Sat, 21 Nov 2026 12:00:00 GMT', quarter],
  ['Saturday, 20-Nov-27 12:00:00 GMT', quarter],
])('the date %j is waited for, within the same bounds', (value, wait) => {
  expect(retryAfter(value, 'seconds', now)).toBe(wait);
});

test('a year of two digits is read as the nearest one: at the turn of the century and half a century away', () => {
  const newYearsEve = Date.UTC(2199, 11, 31, 23, 59, 0);
  expect(retryAfter('Thursday, 31-Dec-99 23:59:10 GMT', 'seconds', newYearsEve)).toBe(10_000);
  expect(retryAfter('Friday, 20-Nov-76 11:00:00 GMT', 'seconds', now)).toBe(quarter);
  expect(retryAfter('Sunday, 20-Nov-77 12:00:00 GMT', 'seconds', now)).toBe(1_000);
});

test.each([
  undefined,
  null,
  '',
  ' ',
  'soon',
  'NaN',
  'Infinity',
  '1e3',
  '0x10',
  '1_000',
  '1,5',
  '1 2',
  '12s',
  '--1',
  '.',
  '-',
  '１２',
  'banana 1',
  '2026-11-20T12:01:30Z',
  'Fri, 20 Nov 2026 12:01:30',
  'Fri, 20 Nov 2026 12:01:30 CET',
  'Mon, 30 Feb 2026 12:00:00 GMT',
  'Fri, 20 Foo 2026 12:00:00 GMT',
  'Fri, 20 Nov 2026 25:00:00 GMT',
  'Friday, 31-Nov-26 12:00:00 GMT',
  'Fri Nov 31 12:00:00 2026',
])('%j says nothing', (value) => {
  expect(retryAfter(value, 'seconds', now)).toBeUndefined();
  expect(retryAfter(value, 'milliseconds', now)).toBeUndefined();
});

test('a number that a library read for us is bounded the same', () => {
  const asked = [-5, 0, 999.5, 1_500.2, 1e9, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];
  expect(asked.map(boundedWait)).toEqual([1_000, 1_000, 1_000, 1_501, quarter, quarter, 1_000, undefined]);
});

const likely = fc.array(
  fc.constantFrom(
    'Fri',
    ', ',
    'Friday',
    '20',
    '-',
    'Nov',
    ' ',
    '2026',
    '26',
    '12:01:30',
    ' GMT',
    '.',
    '+',
    '9',
    'e',
    '\0',
  ),
  { maxLength: 12 },
);

test('any text at all is a wait within the bounds or nothing, by any clock', () => {
  const text = fc.oneof(
    likely.map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
    fc.double().map(String),
  );
  const clock = fc.integer({ min: 0, max: 4_102_444_800_000 });
  fc.assert(
    fc.property(text, fc.constantFrom('seconds', 'milliseconds'), clock, (value, unit, at) => {
      const wait = retryAfter(value, unit, at);
      if (wait === undefined) return;
      expect(wait).toBeGreaterThanOrEqual(1_000);
      expect(wait).toBeLessThanOrEqual(quarter);
    }),
    generated(200_000),
  );
});

test('every date of this century is read to the second, in each of the three forms', () => {
  const century = { min: Date.UTC(2000) / 1_000, max: Date.UTC(2100) / 1_000 - 900 };
  const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
  fc.assert(
    fc.property(fc.integer(century), fc.integer({ min: 2, max: 890 }), (from, wait) => {
      const at = new Date((from + wait) * 1_000);
      const [, day = '', month = '', year = '', time = ''] = at.toUTCString().split(' ');
      const weekday = days[at.getUTCDay()] ?? '';
      for (const value of [
        at.toUTCString(),
        `${weekday}, ${day}-${month}-${year.slice(2)} ${time} GMT`,
        `${weekday.slice(0, 3)} ${month} ${day.replace(/^0/, ' ')} ${time} ${year}`,
      ]) {
        expect(retryAfter(value, 'seconds', from * 1_000)).toBe(wait * 1_000);
      }
    }),
    generated(200_000),
  );
});

test('a text of ten times the length takes about ten times as long to read', () => {
  for (const family of ['9', ' ', '1.', '.', 'Fri, ', 'Nov ', '9 ']) {
    const took = (length: number) => {
      const times = Array.from({ length: 5 }, () => {
        const text = `${family.repeat(length / family.length)}x`;
        const begun = performance.now();
        retryAfter(text, 'seconds', now);
        return performance.now() - begun;
      });
      return Math.min(...times);
    };
    expect(took(50_000), family).toBeLessThan(20 * Math.max(1, took(5_000)));
  }
});
