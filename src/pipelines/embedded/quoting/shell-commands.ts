import { openBacktick, readDollar } from './shell-expansions.ts';
import { readLineBreak, readOperator } from './shell-operators.ts';
import { readEscape } from './shell-quotes.ts';
import { addText, innermost, lose, loseInSubstitution, openWord, take } from './shell-reader.ts';
import type { ShellReader } from './shell-state.ts';
import { endWord } from './shell-words.ts';

const ordinary = /[^ \t\n'"\\$`#;&|<>(){}~*?[=/]+/y;

/** Reads one stretch of command text: part of a word, the space between words, or an operator. */
export function readCommands(reader: ShellReader) {
  const text = take(reader, ordinary);
  if (text) return addText(reader, text, 'plain');
  const character = reader.text[reader.at] ?? '';
  switch (character) {
    case ' ':
    case '\t':
      endWord(reader);
      reader.at += 1;
      return;
    case '\n':
      return readLineBreak(reader);
    case '\\':
      return readEscape(reader, 'bare');
    case '$':
      return readDollar(reader, 'bare');
    case '`':
      return openBacktick(reader);
    case "'":
    case '"':
      return openQuotes(reader, character);
    case '#':
      if (!innermost(reader).word) return openComment(reader);
      break;
    case ';':
    case '&':
    case '|':
    case '<':
    case '>':
    case '(':
    case ')':
      return readOperator(reader);
    case '[':
      if (opensSubscript(reader)) return lose(reader, 'stands in or after an array subscript');
      break;
  }
  reader.at += 1;
  addSpecial(reader, character);
}

function openQuotes(reader: ShellReader, quote: "'" | '"') {
  addText(reader, '', 'quoted');
  reader.at += 1;
  reader.frames.push(quote === "'" ? { kind: 'single' } : { kind: 'double', why: undefined });
}

function openComment(reader: ShellReader) {
  if (loseInSubstitution(reader)) return;
  // In a pattern of `[[ ]]` a `#` may be no comment.
  if (innermost(reader).test !== undefined) return lose(reader, 'stands after a `#` inside `[[ ]]`');
  reader.frames.push({ kind: 'comment' });
}

function opensSubscript(reader: ShellReader): boolean {
  const { command, word } = innermost(reader);
  return command.words.length === 0 && word?.plain === true && !word.pattern && /^[A-Za-z_]\w*$/.test(word.text);
}

const assignment = /^([A-Za-z_]\w*)\+?$/;

/** Adds one of `{ } ~ * ? [ = / #`, which mean something to the shell in some words. */
function addSpecial(reader: ShellReader, character: string) {
  const word = openWord(reader);
  switch (character) {
    case '=':
      if (word.assigns === undefined) word.assigns = (word.plain && assignment.exec(word.text)?.[1]) || '';
      break;
    case '~':
      word.tilde ||= word.text.length === 0 || '=:'.includes(reader.text[reader.at - 2] ?? ' ');
      word.pattern ||= word.tilde;
      break;
    case '/':
      word.tilde = false;
      break;
    case '{':
      word.braces += 1;
      word.pattern = true;
      break;
    case '}':
      word.braces = Math.max(0, word.braces - 1);
      word.pattern = true;
      break;
    case '*':
    case '?':
    case '[':
      word.pattern = true;
  }
  addText(reader, character, 'plain');
}
