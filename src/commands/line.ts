import { UserError } from '../errors.ts';
import { readArguments } from './arguments.ts';
import { badLine } from './bad-line.ts';
import { findVerb } from './find-verb.ts';
import { normalize } from './normalize.ts';
import type { VerbIndex } from './shape.ts';
import { splitWords } from './words.ts';

/** A word that is neither a flag nor `key=value`. `at` counts UTF-16 units of the line's `text`. */
export interface Operand {
  text: string;
  at: number;
}

/** `key=value`, or `key:value` for a filter; the key as typed (a filter's as declared), the value without its quotes. */
export interface Assignment {
  key: string;
  value: string;
  at: number;
}

/** What a flag was given: nothing, `--no-name`, one value, or the values of a flag that repeats. */
export type FlagValue = true | false | string | readonly string[];

/** A chat line, read. What it names is not looked up yet: that is its verb's work. */
export interface Line {
  /** The line as normalized; every `at` points into it. */
  text: string;
  /** The verb's own name, whichever alias was typed. */
  verb: string;
  operands: readonly Operand[];
  assignments: readonly Assignment[];
  filters: readonly Assignment[];
  flags: ReadonlyMap<string, FlagValue>;
  /** The content of the code block that ended the command. */
  body?: string;
  /** `--help` or `-h` was given. */
  help: boolean;
}

/** The longest command, in UTF-16 units: what fits one chat message. */
const longestLine = 4000;

const emptyLine: Line = {
  text: '',
  verb: 'help',
  operands: [],
  assignments: [],
  filters: [],
  flags: new Map(),
  help: false,
};

/**
 * Reads a chat line; platform markup and entities are gone by then. Pure, total and linear: any text gives a line or a
 * `UserError` (`unknown-verb`, `bad-line`) that shows the place and the correction. An empty line is `help`.
 */
export function parseLine(text: string, verbs: VerbIndex): Line {
  if (text.length > longestLine) {
    const message = `The line is ${text.length.toLocaleString('en')} characters long; at most ${longestLine.toLocaleString('en')} are read.`;
    throw new UserError({ code: 'bad-line', message, fix: 'Send a shorter line.' });
  }
  const normal = normalize(text);
  if (normal.line === '') return emptyLine;
  const { verb, from } = findVerb(normal, verbs);
  const { line, body } = normal;
  if (body !== undefined && !verb.shape.takesBody) {
    const message = `${verb.shape.name} takes no code block.`;
    throw badLine(
      line,
      { at: 0, end: from },
      message,
      `Leave the block out; ${verb.shape.name} --help shows what it takes.`,
    );
  }
  const given = readArguments({ text: normal, verb, words: splitWords(line, from, verb.shape.takesText) });
  if (body === undefined) return { text: line, verb: verb.shape.name, ...given };
  return { text: line, verb: verb.shape.name, ...given, body };
}
