import { describe, expect, it } from 'vitest';
import { normalize } from '../../../src/commands/normalize.ts';
import { printValue } from '../../../src/commands/print-line.ts';
import { splitWords } from '../../../src/commands/words.ts';
import { UserError } from '../../../src/errors.ts';
import { checkValue } from '../../../src/pipelines/parameter-value.ts';
import { visible } from '../../../src/visible.ts';

/** Texts that make careless scanners look at everything again for each character. */
const families: readonly (readonly [string, (length: number) => string])[] = [
  ...['"', "'", '\\', '-', '=', '`', ' ', '“', '’', '—', '\u00a0', '\u200b', '\u0301', '\n', '😀', '0'].map(
    (char) => [`only ${JSON.stringify(char)}`, (length: number) => char.repeat(length)] as const,
  ),
  ...[
    '\\"',
    '"\\',
    '"”\\"',
    "'’",
    "a'b ",
    " 'a",
    '“a" ',
    '``` ',
    '"`',
    ' —',
    'a=',
    '\u0316\u0301',
    '\ud800',
    '\u200b—',
    '1,',
    '{}',
  ].map((part) => [`many ${JSON.stringify(part)}`, (length: number) => part.repeat(length / part.length)] as const),
  ['a quote and escapes', (length) => `"${'\\"'.repeat(length / 2)}`],
  ['a quote at each end', (length) => `"${' '.repeat(length)}"`],
  ['spaces before a block', (length) => `run${' '.repeat(length)}\`\`\`x\`\`\``],
  ['an open block', (length) => `run \`\`\`${'`` '.repeat(length / 3)}x`],
  ['marks in the wrong order', (length) => `a${'\u0301'.repeat(length / 2)}${'\u0316'.repeat(length / 2)}`],
];

const readings: readonly (readonly [string, (text: string) => unknown])[] = [
  ['normalize', (text) => normalize(text)],
  ['splitWords', (text) => [false, true].map((textFollows) => wordsOf(text, textFollows))],
  ['visible', (text) => visible(text, Number.POSITIVE_INFINITY)],
  ['printValue', (text) => printValue(text)],
  ['checkValue', (text) => checkValue({ name: 'x', type: 'number', optional: false }, text.slice(0, 2000))],
];

function wordsOf(text: string, textFollows: boolean): unknown {
  try {
    return splitWords(text, 0, textFollows);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/** Microseconds this thread has worked; time given to other programs is not in it. */
function worked(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

/** Microseconds of one call, over as many calls as the clock needs. */
function cost(read: (text: string) => unknown, text: string): number {
  const start = worked();
  let spent = 0;
  let calls = 0;
  for (; spent < 400; spent = worked() - start) {
    read(text);
    calls++;
  }
  // What takes less than 20 µs is mostly the price of a call and of an error.
  return Math.max(spent / calls, 20);
}

const lengths = [100, 1000, 10_000, 100_000];

/**
 * How many times longer a ten times longer text takes, on average from the shortest to the longest: 10 is linear, 100
 * is quadratic. The best of up to five measurements counts, because a busy machine only ever makes things slower.
 */
function growth(read: (text: string) => unknown, texts: readonly string[]): number {
  let best = texts.map(() => Number.POSITIVE_INFINITY);
  let ratio = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 5 && ratio > 12; attempt++) {
    best = texts.map((text, index) => Math.min(best[index] ?? 0, cost(read, text)));
    ratio = ((best.at(-1) ?? 0) / (best[0] ?? 0)) ** (1 / (texts.length - 1));
  }
  return ratio;
}

describe('time grows with the length of the text', () => {
  it.each(readings)('in %s', (_, read) => {
    for (const [family, make] of families) {
      expect(growth(read, lengths.map(make)), family).toBeLessThanOrEqual(12);
    }
  });
});
