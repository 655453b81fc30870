import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Problem, UserError } from '../../../src/errors.ts';
import { generated } from '../../support/generated.ts';
import { read } from './grammar.ts';

/** Every piece that means something to the grammar, and every trick that characters play. */
const pieces = [
  ...['run', 'RUNS', 'claim', 'schedule add', 'schedule', 'compute', 'help', 'rnu', 'prоd', 'ｒｕｎ', 'iris', 'status'],
  ...['--wait', '--why', '--tag', '--no-wait', '--wiat', '--', '-y', '-5', '-', '—wait', '–', '--help', '-h', '--why='],
  ...['lr=', '=', 'lr', '__proto__=1', 'status:', 'by=', ':', '0.1', 'constructor', '{"a": 1}', 'a: &x [*x]'],
  ...['"', "'", '“', '”', '‘', '’', '„', '\\', '\\"', '\\n', '`', '```', '```json\n', "n't", "a'b"],
  ...[' ', '  ', '\n', '\r\n', '\t', '\u00a0', '\u3000', '\u2028', '\u200b', '\u200d', '\ufeff', '\u202e', '\u2066'],
  ...['\0', '\u001b[31m', '\ud800', '\udc00', '\ud83d\ude00', 'e\u0301', '\u0301'.repeat(40), '\u0316\u0301', '\uffff'],
  ...['٠', 'İ', 'ſ', '\u212a', 'ß', '漢', 'ﷺ', '\u{1f469}\u200d\u{1f4bb}', '\u{e0041}', '<@U1>', '&lt;', '<at>x</at>'],
];

const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...pieces) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
  { weight: 1, arbitrary: fc.array(fc.nat(0xffff), { maxLength: 4 }).map((units) => String.fromCharCode(...units)) },
);
const text = fc.array(piece, { maxLength: 20 }).map((parts) => parts.join(''));
const started = fc
  .tuple(fc.constantFrom('run iris ', 'runs ', 'claim ', 'list '), text)
  .map(([verb, rest]) => verb + rest);

/** A line of the longest length that is read: one text over and over. */
const longest = fc.tuple(text, text).map(([start, part]) => (start + (part || ' ').repeat(4000)).slice(0, 4000));

const anyLine = fc.oneof(
  { weight: 20, arbitrary: text },
  { weight: 20, arbitrary: started },
  { weight: 1, arbitrary: longest },
);

function problemOf(line: string): Problem | undefined {
  try {
    read(line);
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.problem;
    throw error;
  }
}

/** The shortest of several readings, in milliseconds: what the line costs, whatever else the machine does. */
function cost(line: string): number {
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 20 && least > 5; attempt++) {
    const start = performance.now();
    problemOf(line);
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

describe('any text', () => {
  it('is a line or a refusal that can be shown, in at most 5 ms', () => {
    fc.assert(
      fc.property(anyLine, (line) => {
        const start = performance.now();
        const problem = problemOf(line);
        if (performance.now() - start > 5) expect(cost(line)).toBeLessThanOrEqual(5);
        if (problem) expectShowable(problem);
      }),
      generated(1_000_000),
    );
  });

  it('of 100 KB is refused at once', () => {
    fc.assert(
      fc.property(text, (part) => {
        const line = (part || 'x').repeat(100_000).slice(0, 100_000);
        expect(problemOf(line)).toEqual({
          code: 'bad-line',
          message: 'The line is 100,000 characters long; at most 4,000 are read.',
          fix: 'Send a shorter line.',
        });
        expect(cost(line)).toBeLessThanOrEqual(5);
      }),
      generated(10_000),
    );
  });

  it('changes no object of the program', () => {
    const names = [Object.prototype, Array.prototype, Map.prototype].map((each) => Object.getOwnPropertyNames(each));
    fc.assert(
      fc.property(started, (line) => {
        problemOf(`${line} __proto__.x=1 --__proto__ constructor=2 __proto__=3`);
      }),
      generated(100_000),
    );
    const after = [Object.prototype, Array.prototype, Map.prototype].map((each) => Object.getOwnPropertyNames(each));
    expect(after).toEqual(names);
  });
});

/** A message has a caret under a place of its line, is short, holds nothing invisible, and offers something else. */
function expectShowable({ message, details = [], fix = '' }: Problem): void {
  const [line = '', caret = '', ...others] = details;
  expect(others).toEqual([]);
  expect(message).not.toBe('');
  expect(fix).not.toBe('');
  for (const shown of [message, line, fix]) {
    expect(shown).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]|\p{M}{13}/u);
    expect(shown.length).toBeLessThan(700);
  }
  if (details.length === 0) return;
  expect(caret).toMatch(/^ *\^+$/);
  expect(Array.from(caret).length).toBeLessThanOrEqual(Array.from(line).length);
  expect(problemOf(fix)?.details ?? []).not.toEqual(details);
}
