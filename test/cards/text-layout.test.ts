import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layTable, shorten, widthOf, wrap } from '../../src/cards/text-layout.ts';
import { generated } from '../support/generated.ts';

test('a table lines its columns up and wraps the last under itself', () => {
  expect(
    layTable(
      [
        ['name', 'what it does'],
        ['iris', 'tells three species apart and says how sure it is'],
        ['花', 'x'],
      ],
      36,
    ),
  ).toEqual(['name  what it does', 'iris  tells three species apart and', '      says how sure it is', '花    x']);
});

test('where there is no room for columns, each row stands above its cells', () => {
  expect(layTable([['a-rather-long-name', 'one', 'two words here']], 30)).toEqual([
    'a-rather-long-name',
    '    one',
    '    two words here',
  ]);
});

test('spaces at the beginning of a text are kept when it is wrapped', () => {
  expect(wrap('  one two', 6)).toEqual(['  one', 'two']);
  expect(wrap('    one', 6)).toEqual(['    one']);
});

test('a cut text keeps its colours closed and counts wide letters twice', () => {
  expect(shorten('abcdef', 4)).toBe('abc…');
  expect(shorten('花花花', 4)).toBe('花…');
  expect(shorten('\u001b[31mabcdef\u001b[39m', 4)).toBe('\u001b[31mabc…\u001b[0m');
});

test('no cut or wrapped line is wider than asked, and wrapping loses nothing', () => {
  const words = fc.array(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).map((word) => word.replace(/\s/g, '_')),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(words, fc.integer({ min: 20, max: 60 }), (all, width) => {
      const text = all.join(' ');
      expect(widthOf(shorten(text, width))).toBeLessThanOrEqual(width);
      const lines = wrap(text, width);
      expect(lines.join(' ')).toBe(text);
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
    }),
    generated(20_000),
  );
});
