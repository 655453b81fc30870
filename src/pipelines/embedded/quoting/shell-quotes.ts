import { openBacktick, readDollar } from './shell-expansions.ts';
import { addExpansion, addText, lose, take } from './shell-reader.ts';
import type { ShellReader } from './shell-state.ts';

const doubleText = /[^"\\$`]+/y;
const ansiText = /[^'\\]+/y;

/** Reads inside double quotes. */
export function readDouble(reader: ShellReader) {
  const text = take(reader, doubleText);
  if (text) return addText(reader, text, 'quoted');
  switch (reader.text[reader.at]) {
    case '"':
      reader.at += 1;
      reader.frames.pop();
      return;
    case '$':
      return readDollar(reader, 'double');
    case '`':
      return openBacktick(reader);
    default:
      return readEscape(reader, 'double');
  }
}

/** Reads inside single quotes: nothing is special but their end. */
export function readSingle(reader: ShellReader) {
  const end = reader.text.indexOf("'", reader.at);
  const stop = end < 0 ? reader.text.length : end;
  addText(reader, reader.text.slice(reader.at, stop), 'quoted');
  reader.at = end < 0 ? stop : stop + 1;
  if (end >= 0) reader.frames.pop();
}

/** Reads inside `$' '`, whose escapes are not worked out: the word counts as unknown. */
export function readAnsi(reader: ShellReader) {
  const text = take(reader, ansiText);
  if (text) return addText(reader, text, 'quoted');
  if (reader.text[reader.at] === '\\') return readEscape(reader, 'ansi');
  reader.at += 1;
  reader.frames.pop();
}

/** Reads a backslash and what it protects; one right before a given value is given up. */
export function readEscape(reader: ShellReader, where: 'bare' | 'double' | 'ansi') {
  const escaped = reader.text[reader.at + 1];
  if (escaped === undefined && reader.givenFollows) return lose(reader, 'stands right after a backslash');
  reader.at = Math.min(reader.at + 2, reader.text.length);
  if (escaped === '\n' && where !== 'ansi') return;
  if (where === 'ansi') addExpansion(reader);
  const kept = where === 'bare' || (where === 'double' && escaped !== undefined && '"\\$`'.includes(escaped));
  addText(reader, kept ? (escaped ?? '\\') : `\\${escaped ?? ''}`, 'quoted');
}

/** Reads a comment up to its line break, which belongs to the commands. */
export function readComment(reader: ShellReader) {
  const end = reader.text.indexOf('\n', reader.at);
  reader.at = end < 0 ? reader.text.length : end;
  if (end >= 0) reader.frames.pop();
}
