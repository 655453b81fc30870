import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { generated } from '../../support/generated.ts';
import { rendered } from './rendering.ts';
import { fragments } from './templates.ts';
import { anyValue } from './values.ts';

/** 256 KB, the longest command we promise to read. */
const longest = 256 * 1024;

const fragment = fc.constantFrom(
  ...fragments,
  ...[
    '«x»',
    '«y»',
    '"«x»',
    "'«y»'",
    '$[[ «x» ]]',
    '«none»',
    '«',
    '$[[',
    '${{',
    '}}',
    'python -u ',
    'sudo ',
    'torchrun ',
    'xargs ',
    'find ',
    '-m torch ',
  ],
  ...['-exec ', '[ ', 'set -e ', 'a.py ', '12', '/', '.', "<<'", '<<"', 'é', '😀', '\ud800', '\r', '\u0001'],
);

function outcome(template: string, given: Readonly<Record<string, string>>): string {
  try {
    return rendered(template, given);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

function millisecondsFor(template: string): number {
  const began = performance.now();
  outcome(template, { x: 'a', y: "it's" });
  return performance.now() - began;
}

/** Milliseconds. Reading takes a few tens of them; what grows with the square of the length takes many seconds. */
const limit = 3000;

describe('any command at all', () => {
  it('is made or refused in words, twice the same, without a change to what it was made of', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fragment, fc.string()), { maxLength: 30 }), anyValue, anyValue, (parts, x, y) => {
        const given = Object.freeze({ x, y });
        const template = parts.join('');
        expect(outcome(template, given)).toBe(outcome(template, given));
      }),
      generated(100_000),
    );
  });

  it.each([
    ['x', '='],
    ['x', '~'],
    ['a.', '['],
    ['x', '«x»'],
    ['$[', 'x«x»'],
    ['x bash ', 'python -u '],
    ['sudo ', 'env '],
    ['$x', '"$x'],
    ['(', '$('],
    ['$((', '('],
    ['<<E ', '<<"E" '],
    ['<<E\n', "it's «y»\n"],
    ['\\\n', '|\\\n'],
    ['export a=', 'b=«y» '],
  ])('is read fast where it holds nothing but %j and then %j', (first, then) => {
    const half = longest / 2;
    expect(millisecondsFor(first.repeat(half / first.length) + then.repeat(half / then.length))).toBeLessThan(limit);
  });

  it('is read in time that grows with its length only', { timeout: 1_200_000 }, () => {
    fc.assert(
      fc.property(
        fc.array(fragment, { maxLength: 3 }),
        fc.array(fragment, { minLength: 1, maxLength: 4 }),
        (start, parts) => {
          const part = parts.join('');
          expect(millisecondsFor(start.join('') + part.repeat(longest / part.length))).toBeLessThan(limit);
        },
      ),
      generated(1000),
    );
  });
});
