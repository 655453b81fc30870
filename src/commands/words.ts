import { badLine, columnOf, type Place } from './bad-line.ts';
import { doubleQuoteEnd, isApostrophe, singleQuoteEnd } from './quotes.ts';

/** A word of a normalized line with its quotes resolved. */
export interface Word extends Place {
  text: string;
  /** How many characters at the start of `text` stood outside quotes: only these can make a flag or a key. */
  bare: number;
}

/** A line has at most this many words, the verb among them. */
const mostWords = 64;

/** The longest value of a parameter, filter or flag, and the longest word, in UTF-16 units. */
export const longestValue = 2000;

const space = 32;
const doubleQuote = 34;
const singleQuote = 39;

const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['n', '\n'],
  ['t', '\t'],
]);

/** The text of a double-quoted part: `\"`, `\\`, `\n` and `\t` are escapes, any other backslash is a letter. */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(.)/gsu, (pair, char: string) => escapes.get(char) ?? pair);
}

function unclosed(line: string, at: number): Error {
  const message = `Quote opened at column ${columnOf(line, at)} is not closed.`;
  return badLine(line, { at, end: at + 1 }, message, `Close it with ${line[at]}, or leave it out.`);
}

/** A word that holds a quote; `quote` is the place of the first one. */
function quotedWord(line: string, at: number, quote: number, textFollows: boolean): Word {
  let text = line.slice(at, quote);
  let bare = -1;
  let index = quote;
  while (index < line.length && line.charCodeAt(index) !== space) {
    const code = line.charCodeAt(index);
    if (code !== doubleQuote && (code !== singleQuote || (textFollows && isApostrophe(line, index)))) {
      text += line[index++];
      continue;
    }
    const close = code === doubleQuote ? doubleQuoteEnd(line, index) : singleQuoteEnd(line, index, textFollows);
    if (close < 0 && (code === doubleQuote || !textFollows)) throw unclosed(line, index);
    if (close < 0) {
      text += line[index++];
      continue;
    }
    if (bare < 0) bare = text.length;
    const inside = line.slice(index + 1, close);
    text += code === doubleQuote ? unescaped(inside) : inside;
    index = close + 1;
  }
  return { text, at, end: index, bare: bare < 0 ? text.length : bare };
}

function wordAt(line: string, at: number, textFollows: boolean): Word {
  let end = at;
  for (; end < line.length; end++) {
    const code = line.charCodeAt(end);
    if (code === space) break;
    if (code === doubleQuote || code === singleQuote) return quotedWord(line, at, end, textFollows);
  }
  return { text: line.slice(at, end), at, end, bare: end - at };
}

/**
 * The words of a normalized line after `from`. Quotes may stand inside a word (`name="a b"`). With `textFollows` the
 * apostrophe of `don't`, and one that nothing closes, is a letter. An unclosed quote and too many words are refused
 * as `bad-line`.
 */
export function splitWords(line: string, from: number, textFollows: boolean): readonly Word[] {
  const words: Word[] = [];
  let at = from;
  for (;;) {
    while (line.charCodeAt(at) === space) at++;
    if (at >= line.length) return words;
    const word = wordAt(line, at, textFollows);
    words.push(word);
    if (words.length >= mostWords) {
      throw badLine(line, word, `A line has at most ${mostWords} words.`, 'Put a text of several words in quotes.');
    }
    at = word.end;
  }
}

/** The text of a word after its first `from` characters; more than a value may have is refused. */
export function valueIn(line: string, word: Word, from: number): string {
  const value = from === 0 ? word.text : word.text.slice(from);
  if (value.length <= longestValue) return value;
  const message = `This value is ${value.length.toLocaleString('en')} characters long; at most ${longestValue.toLocaleString('en')} are taken.`;
  throw badLine(line, word, message, 'Put long content in a file or a data asset and name that.');
}

/** True for what may stand before `=`: a letter or `_`, then letters, digits, `_`, `.` and `-`. */
export function isKey(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(text);
}
