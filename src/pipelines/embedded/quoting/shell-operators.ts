import { continuedOperator, openProcess } from './shell-expansions.ts';
import { openHereDocuments, readHereDocumentStart } from './shell-here-documents.ts';
import { addExpansion, innermost, lose, loseInSubstitution, openCommands, take } from './shell-reader.ts';
import { type CommandFrame, newCommand, type ShellReader } from './shell-state.ts';
import { beforePattern, endCommand, endWord } from './shell-words.ts';

/** Reads a line break in command text. */
export function readLineBreak(reader: ShellReader) {
  const frame = innermost(reader);
  endWord(reader);
  reader.at += 1;
  if (frame.array || frame.test !== undefined || beforePattern(frame)) {
    if (reader.waiting > 0) lose(reader, 'stands after a here-document that begins inside another command');
    else if (beforePattern(frame) && frame.patterns > 0) lose(reader, 'stands after a divided `case` pattern');
    return;
  }
  endCommand(reader, 'apart');
  openHereDocuments(reader);
}

/** Reads an operator in command text: what begins with one of `; & | < > ( )`. */
export function readOperator(reader: ShellReader) {
  const frame = innermost(reader);
  const character = reader.text[reader.at];
  if ((character === '<' || character === '>') && reader.text[reader.at + 1] === '(') return openProcess(reader);
  if (frame.array) return readArrayOperator(reader);
  if (frame.test !== undefined || (beforePattern(frame) && character !== '(')) endWord(reader);
  if (frame.test !== undefined) return readTestOperator(reader, frame, frame.test);
  if (beforePattern(frame)) return readPatternOperator(reader, frame);
  switch (character) {
    case '(':
      return readOpening(reader, frame);
    case ')':
      return readClosing(reader, frame);
    case '<':
    case '>':
      return readRedirection(reader, frame);
    default:
      return readSeparator(reader, frame);
  }
}

function readArrayOperator(reader: ShellReader) {
  if (reader.text[reader.at] !== ')') return lose(reader, 'stands in or after an array with operators in it');
  endWord(reader);
  leaveParenthesis(reader);
}

function readTestOperator(reader: ShellReader, frame: CommandFrame, open: number) {
  const character = reader.text[reader.at];
  frame.test = open + (character === '(' ? 1 : character === ')' ? -1 : 0);
  reader.at += 1;
  if (frame.test < 0) lose(reader, 'stands in or after `[[ ]]`');
}

function readPatternOperator(reader: ShellReader, frame: CommandFrame) {
  const character = reader.text[reader.at];
  reader.at += 1;
  if (character === '(' && frame.patterns === 0 && !frame.word) return;
  if (character === '|' && frame.patterns > 0) return;
  if (character !== ')' || frame.patterns === 0)
    return lose(reader, 'stands after a `case` pattern that cannot be followed');
  frame.cases[frame.cases.length - 1] = 'commands';
  frame.command = newCommand(false);
}

const emptyParentheses = /\([ \t]*\)/y;

function readOpening(reader: ShellReader, frame: CommandFrame) {
  if (loseInSubstitution(reader)) return;
  const { command, word } = frame;
  const isFunction = command.keyword === 'function' || command.words.length + (word ? 1 : 0) === 1;
  if (frame.redirects) return lose(reader, 'stands after `(` in a redirection');
  if (word?.assigns && word.plain && reader.text[reader.at - 1] === '=') {
    addExpansion(reader);
    reader.at += 1;
    return openCommands(reader, 'stands inside an array', true);
  }
  if (isFunction && (word ?? command.words[0])?.plain && take(reader, emptyParentheses)) {
    frame.word = undefined;
    frame.command = newCommand(false);
    return;
  }
  const first = !word && command.words.length === 0 && !command.started;
  const loop = !word && command.keyword === 'for' && command.words.length === 1;
  if ((first || loop) && reader.text.startsWith('((', reader.at)) {
    reader.at += 2;
    reader.frames.push({ kind: 'arithmetic', depth: 2 });
    return;
  }
  if (!first || command.keyword !== undefined) return lose(reader, 'stands in or after a `(` that cannot be followed');
  reader.at += 1;
  if (!continuedOperator(reader)) openCommands(reader, undefined);
}

function readClosing(reader: ShellReader, frame: CommandFrame) {
  endCommand(reader, 'apart');
  const unfinished = frame.cases.length > 0 || frame.hereDocuments.length > 0;
  if (frame.closed === 'never' || unfinished) return lose(reader, 'stands after a `)` without its `(`');
  leaveParenthesis(reader);
}

function leaveParenthesis(reader: ShellReader) {
  reader.at += 1;
  reader.frames.pop();
  reader.commands.pop();
}

const redirection = /<<<|<&|<>|<|>>|>&|>\||>|&>>|&>/y;

function readRedirection(reader: ShellReader, frame: CommandFrame) {
  const { word, command } = frame;
  const descriptor = word?.plain && /^\d+$/.test(word.text) ? word.text : undefined;
  if (descriptor === undefined) endWord(reader);
  else frame.word = undefined;
  if (frame.redirects) return lose(reader, 'stands after a redirection without a target');
  command.started = true;
  if (reader.text[reader.at] === '<' && (descriptor ?? '0') === '0') {
    command.ownInput = true;
    // What is in a compound command or a function that is called here reads from here too.
    reader.feeds = true;
  }
  if (reader.text.startsWith('<<', reader.at) && reader.text[reader.at + 2] !== '<')
    return readHereDocumentStart(reader);
  const found = take(reader, redirection);
  frame.redirects = found === '<&' || found === '>&' ? 'to descriptor' : 'to file';
  continuedOperator(reader);
}

const separator = /;;&|;;|;&|;|&&|\|\||\|&|&|\|/y;

function readSeparator(reader: ShellReader, frame: CommandFrame) {
  if (reader.text.startsWith('&>', reader.at)) return readRedirection(reader, frame);
  const found = take(reader, separator) ?? '';
  endCommand(reader, found === '|' || found === '|&' ? 'piped' : 'apart');
  if (continuedOperator(reader)) return;
  if (!/^;[;&]/.test(found)) return;
  if (frame.cases.at(-1) !== 'commands') return lose(reader, 'stands after `;;` outside a `case`');
  frame.cases[frame.cases.length - 1] = 'pattern';
  frame.patterns = 0;
}
