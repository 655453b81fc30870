import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closest } from '../../../src/closest.ts';
import { visible } from '../../../src/visible.ts';
import { generated } from '../../support/generated.ts';

/** The textbook: fewest insertions, deletions, replacements and swaps of neighbours. */
function edits(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => i + j));
  const at = (i: number, j: number) => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const same = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : same;
      rows[i]?.splice(j, 1, Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, same, swapped));
    }
  }
  return at(a.length, b.length);
}

describe('the closest name', () => {
  it.each<[string, readonly string[], string | undefined]>([
    ['rnu', ['status', 'run'], 'run'],
    ['RUN', ['run'], 'run'],
    ['stat', ['start', 'status'], 'start'],
    ['learing_rate', ['lr', 'learning_rate'], 'learning_rate'],
    ['lern_rat', ['learn_rate'], 'learn_rate'],
    ['ab', ['ac'], undefined],
    ['abcd', ['abxy'], undefined],
    ['train', ['main', 'brain', 'drain'], 'brain'],
    ['train', [], undefined],
    ['prоd', ['prod'], 'prod'],
    ['рrоԁ', ['prod'], 'prod'],
    ['ｐｒｏｄ', ['prod'], 'prod'],
    ['𝐩𝐫𝐨𝐝', ['prod'], 'prod'],
    ['p\u0336r\u0336o\u0336d\u0336', ['prod'], 'prod'],
    ['p\u200br\u202eo\u200dd', ['prod'], 'prod'],
    ['ΡRΟD', ['prod'], 'prod'],
    ['x'.repeat(101), ['x'.repeat(101)], undefined],
  ])('of %j among %j is %j', (word, names, expected) => expect(closest(word, names)).toBe(expected));

  it('is at most two edits and a third of the longer word away', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '_'), maxLength: 9 });
    fc.assert(
      fc.property(word, word, (typed, name) => {
        const allowed = Math.min(2, Math.floor(Math.max(typed.length, name.length) / 3));
        expect(closest(typed, [name])).toBe(edits(typed, name) <= allowed ? name : undefined);
      }),
      generated(200_000),
    );
  });
});

describe('text made visible', () => {
  it.each<[string, string]>([
    ['plain text, ünïcode 漢字 😀', 'plain text, ünïcode 漢字 😀'],
    ['a\u202eb\u2066', 'a\\u{202e}b\\u{2066}'],
    ['a\0b\u001b[31m', 'a\\u{0}b\\u{1b}[31m'],
    ['a\u200bb\ufeff', 'a\\u{200b}b\\u{feff}'],
    ['\ud800 \udc00', '\\u{d800} \\u{dc00}'],
    ['a\nb\tc\u2028', 'a\\nb\\tc\\u{2028}'],
    ['\ue000\u{e0041}\u3164', '\\u{e000}\\u{e0041}\\u{3164}'],
    [`e${'\u0301'.repeat(50)}!`, 'e\u0301\u0301\u0301\u0301!'],
  ])('%j', (text, shown) => expect(visible(text)).toBe(shown));

  it('is cut with an ellipsis', () => {
    expect(visible('x'.repeat(200))).toBe('x'.repeat(200));
    expect(visible('x'.repeat(201))).toBe(`${'x'.repeat(200)}…`);
    expect(visible('😀😀😀', 2)).toBe('😀😀…');
    expect(visible('ab\u202ec', 5)).toBe('ab…');
  });

  it('holds nothing invisible and stays short, whatever it was', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff), { maxLength: 60 }), fc.integer({ min: 1, max: 40 }), (units, max) => {
        const shown = visible(String.fromCharCode(...units), max);
        expect(shown).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]|\p{M}{5}/u);
        expect(Array.from(shown).length).toBeLessThanOrEqual(2 * max + 1 + 4);
      }),
      generated(100_000),
    );
  });
});
