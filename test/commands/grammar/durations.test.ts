import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration, parseMoment } from '../../../src/commands/durations.ts';
import { UserError } from '../../../src/errors.ts';
import { showDuration } from '../../../src/show.ts';
import { generated } from '../../support/generated.ts';
import { refusal } from './grammar.ts';

const minute = 60_000;
const now = Date.UTC(2026, 10, 21, 6, 30);

describe('a length of time', () => {
  it.each([
    ['90m', 90 * minute],
    ['2h30m', 150 * minute],
    ['7d', 7 * 1440 * minute],
    ['45s', 45_000],
    ['1D2H', 26 * 60 * minute],
    ['3650d', 3650 * 1440 * minute],
  ])('%s', (text, milliseconds) => expect(parseDuration(text)).toBe(milliseconds));

  it.each(['', '5', 'm', '-5m', '1.5h', '30m2h', '2h 30m', '5 m', '3651d', '1234567s', '٣m', '5M\n', '1w', 'today'])(
    '%j is none',
    (text) => {
      const { code, message, fix } = refusal(() => parseDuration(text));
      expect([code, fix]).toEqual(['bad-value', 'Write it like 90m, 2h30m, 7d or 45s; at most 3650d.']);
      expect(message).toContain('is not a length of time.');
    },
  );

  it.each(['0m', '0d0s', '000000s'])('%s ends before it begins', (text) => {
    expect(refusal(() => parseDuration(text)).message).toBe(`"${text}" is no time at all.`);
  });
});

describe('a moment', () => {
  it.each([
    ['7d', '2026-11-14T06:30:00.000Z'],
    ['today', '2026-11-21T00:00:00.000Z'],
    ['Yesterday', '2026-11-20T00:00:00.000Z'],
    ['2026-11-20', '2026-11-20T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2026-11-20T14:05', '2026-11-20T14:05:00.000Z'],
    ['2026-11-20 14:05:09', '2026-11-20T14:05:09.000Z'],
    ['2026-11-20T14:05:09.123456Z', '2026-11-20T14:05:09.000Z'],
    ['2026-11-20T14:05+02:00', '2026-11-20T12:05:00.000Z'],
    ['2026-11-20t14:05-0530', '2026-11-20T19:35:00.000Z'],
  ])('%s', (text, iso) => expect(new Date(parseMoment(text, now)).toISOString()).toBe(iso));

  it.each([
    '',
    '2026-02-29',
    '2026-13-01',
    '2026-11-31',
    '2026-11-20T24:00',
    '2026-11-20T10:61',
    '2026-11-20T10',
    '26-11-20',
    'tomorrow',
    '2026-11-20T10:00+15:00',
    '2026-11-20Z',
  ])('%j is none', (text) => {
    const { code, message, fix } = refusal(() => parseMoment(text, now));
    expect([code, message]).toEqual(['bad-value', `"${text}" is not a time.`]);
    expect(fix).toContain('2026-11-20');
  });

  it('is a number within bounds or a refusal, for any text', () => {
    const unit = fc.constantFrom(...'0123456789dhmsDTZ-+:. aty\0\u202e');
    const text = fc.oneof(
      fc.string({ unit, maxLength: 30 }),
      fc.string({ unit: 'binary' }),
      fc.tuple(fc.nat(9999), fc.nat(13), fc.nat(32), fc.nat(25), fc.nat(61)).map(([year, month, day, hour, min]) => {
        const [y, m, d, h, n] = [
          String(year).padStart(4, '0'),
          ...[month, day, hour, min].map((part) => String(part).padStart(2, '0')),
        ];
        return `${y}-${m}-${d}T${h}:${n}`;
      }),
    );
    fc.assert(
      fc.property(text, (typed) => {
        for (const parse of [parseDuration, (each: string) => parseMoment(each, now)]) {
          try {
            expect(Math.abs(parse(typed))).toBeLessThan(Date.UTC(10_000, 0));
          } catch (error) {
            if (!(error instanceof UserError)) throw error;
            expect(error.message.length).toBeLessThan(120);
          }
        }
      }),
      generated(200_000),
    );
  });
});

describe('a length of time for people', () => {
  it.each([
    [0, '0 s'],
    [40, '0 s'],
    [400, '0.4 s'],
    [3000, '3 s'],
    [9949, '9.9 s'],
    [9950, '10 s'],
    [59_499, '59 s'],
    [59_500, '1 min'],
    [200_000, '3 min 20 s'],
    [3_599_499, '59 min 59 s'],
    [3_599_500, '1 h'],
    [7_500_000, '2 h 5 min'],
    [86_369_999, '23 h 59 min'],
    [86_370_000, '1 d'],
    [(3 * 24 + 4) * 60 * minute, '3 d 4 h'],
    [-5, '0 s'],
    [Number.NaN, '0 s'],
    [Number.POSITIVE_INFINITY, '104249991 d 9 h'],
  ])('%d ms is %s', (milliseconds, words) => expect(showDuration(milliseconds)).toBe(words));
});
