import { expect, test } from 'vitest';
import { createScreen } from './screen.ts';

test('a row breaks only when a letter comes that it has no column for, and a wide letter is not cut in half', () => {
  const screen = createScreen(4, 3);
  screen.feed('abcd');
  expect(screen.cursor()).toEqual({ row: 0, column: 4 });
  screen.feed('\r\nabc予d\u0301');
  expect(screen.rows()).toEqual(['abcd', 'abc', '予d\u0301']);
  expect(screen.broken()).toEqual(['abc']);
  expect(screen.line()).toBe('abc予d\u0301');
});

test('the cursor moves within the screen, and erasing takes what is right of it and below', () => {
  const screen = createScreen(10, 3);
  screen.feed('one\r\ntwo\r\nthree\u001b[9A\u001b[3G\u001b[K');
  expect([screen.rows(), screen.cursor()]).toEqual([['on', 'two', 'three'], { row: 0, column: 2 }]);
  screen.feed('\u001b[B\u001b[D\u001b[0JX\u001b[2C!');
  expect(screen.rows()).toEqual(['on', 'tX  !', '']);
});

test('what does not fit scrolls out of sight, sequences may come in pieces, and colours are noted', () => {
  const screen = createScreen(10, 2);
  for (const letter of 'a\r\nb\r\n\u001b[1mc\u001b[22md') screen.feed(letter);
  expect([screen.everything(), screen.rows()]).toEqual([
    ['a', 'b', 'cd'],
    ['b', 'cd'],
  ]);
  expect(screen.looks(1)).toEqual(['1', '']);
});

test.each([
  ['reflow', ['abcd', 'ef', 'gh'], { row: 2, column: 2 }],
  ['cut', ['', 'abcd', 'gh'], { row: 2, column: 2 }],
] as const)('a window that becomes narrower may %s its rows', (resizing, rows, cursor) => {
  const screen = createScreen(8, 3, resizing);
  screen.feed('\r\nabcdef\r\ngh');
  screen.resize(4, 3);
  expect([screen.rows(), screen.cursor()]).toEqual([rows, cursor]);
  screen.resize(8, 3);
  expect(screen.rows().slice(1)).toEqual(resizing === 'reflow' ? ['abcdef', 'gh'] : ['abcd', 'gh']);
});

test.each(['\u001b[2J', '\u001b[1;1H', '\u001b]0;title\u0007', '\u001bc', '\u0007', '\t', '\u009b2J', '\u001b[35;1m'])(
  'anything else is refused: %j',
  (text) => {
    expect(() => createScreen(10, 2).feed(text)).toThrow();
  },
);
