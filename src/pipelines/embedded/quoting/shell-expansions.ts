import { addExpansion, addText, innermost, lose, openCommands, take } from './shell-reader.ts';
import type { ShellReader } from './shell-state.ts';

const variable = /\$(?:[A-Za-z_]\w*|[\d@*#?$!-])/y;

/** Reads what begins with `$`, in command text or inside double quotes, where `$'` and `$"` are no quotes. */
export function readDollar(reader: ShellReader, where: 'bare' | 'double') {
  const found = take(reader, variable);
  if (found) {
    addExpansion(reader);
    reader.afterName = where === 'double' && reader.at === reader.text.length && /\w/.test(found);
    return;
  }
  const next = reader.text[reader.at + 1];
  switch (next) {
    case undefined:
      if (reader.givenFollows) return lose(reader, 'stands right after a `$`');
      break;
    case '(':
      return openParenthesis(reader);
    case '{':
      return openParameter(reader);
    case '[':
      return lose(reader, 'stands in or after `$[ ]`');
    case '\\':
      return lose(reader, 'stands after `$\\`');
    case "'":
      if (where === 'double') break;
      return openQuote(reader, 'ansi');
    case '"':
      if (where === 'double') break;
      return openQuote(reader, 'double');
  }
  addText(reader, '$', 'quoted');
  reader.at += 1;
}

function openParenthesis(reader: ShellReader) {
  addExpansion(reader);
  if (reader.text[reader.at + 2] === '(') {
    reader.frames.push({ kind: 'arithmetic', depth: 2 });
    reader.at += 3;
    return;
  }
  reader.at += 2;
  if (continuedOperator(reader)) return;
  openCommands(reader, 'stands inside `$( )`');
}

function openParameter(reader: ShellReader) {
  addExpansion(reader);
  reader.at += 2;
  // `${ command; }` and `${| command; }` of newer shells hold commands.
  const first = reader.text[reader.at];
  if (first !== undefined && ' \t\n|'.includes(first)) return lose(reader, `stands in or after \`\${ }\``);
  reader.frames.push({ kind: 'parameter' });
}

function openQuote(reader: ShellReader, kind: 'ansi' | 'double') {
  addText(reader, '', 'quoted');
  reader.at += 2;
  reader.frames.push(kind === 'ansi' ? { kind } : { kind, why: 'stands inside `$" "`' });
}

const continuation = /(?:\\\n)+[|&;<>()-]/y;

/** Loses the text where a `\` line break splits an operator, which the shell would put together. */
export function continuedOperator(reader: ShellReader): boolean {
  if (!take(reader, continuation)) return false;
  lose(reader, 'stands after an operator that a line break divides');
  return true;
}

const parameterText = /[^'"`\\${}()<>]+/y;

/** Reads inside `${}`: anything that nests or quotes is given up, since its rules depend on what surrounds it. */
export function readParameter(reader: ShellReader) {
  if (take(reader, parameterText)) return;
  if (reader.text[reader.at] !== '}')
    return lose(reader, `stands in or after a \`\${ }\` that holds quotes or expansions`);
  reader.at += 1;
  reader.frames.pop();
}

const arithmeticText = /(?:[^'"`\\$()]|\$(?:\w+|[@*#?$!-]|\{\w+\}))+/y;

/** Reads inside `(( ))` and `$(( ))`. One that does not end in `))` was a subshell after all, and is given up. */
export function readArithmetic(reader: ShellReader, frame: { depth: number }) {
  if (take(reader, arithmeticText)) return;
  const character = reader.text[reader.at];
  if (character === '(') {
    frame.depth += 1;
    reader.at += 1;
  } else if (character === ')' && frame.depth > 2) {
    frame.depth -= 1;
    reader.at += 1;
  } else if (reader.text.startsWith('))', reader.at)) {
    reader.at += 2;
    reader.frames.pop();
  } else lose(reader, 'stands in or after `(( ))` that holds quotes, expansions or commands');
}

const backtickText = /[^`\\]+/y;

/** Reads inside backticks, which end at the first backtick without a backslash, whatever is between them. */
export function readBacktick(reader: ShellReader) {
  if (take(reader, backtickText)) return;
  if (reader.text[reader.at] === '`') {
    reader.at += 1;
    reader.frames.pop();
  } else if (reader.at + 1 === reader.text.length && reader.givenFollows) {
    lose(reader, 'stands right after a backslash');
  } else reader.at = Math.min(reader.at + 2, reader.text.length);
}

/** Opens backticks. */
export function openBacktick(reader: ShellReader) {
  addExpansion(reader);
  reader.at += 1;
  reader.frames.push({ kind: 'backtick' });
}

/** Opens `<( )` or `>( )`, whose commands run beside this one and may read what it writes. */
export function openProcess(reader: ShellReader) {
  addExpansion(reader);
  const name = reader.text.slice(reader.at, reader.at + 2);
  if (name === '>(') reader.feeds = true;
  reader.at += 2;
  if (innermost(reader).array) return lose(reader, 'stands in an array with a process in it');
  openCommands(reader, `stands inside \`${name} )\``);
}
