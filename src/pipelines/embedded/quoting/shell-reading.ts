import type { ShellWord } from './shell-state.ts';

/** Why given values are undecided because of one command; each part undefined where nothing speaks against. */
export interface CommandReading {
  /** Those that stand in the command. */
  command: string | undefined;
  /** Those of the whole text: the command changes how the rest is read. */
  everywhere: string | undefined;
  /** Those of the whole text, if something feeds the input of the command, which it would read as code. */
  input: string | undefined;
}

/** Nothing in the words is read again. */
export const inert: CommandReading = { command: undefined, everywhere: undefined, input: undefined };

/** The words are read again, and so is the command's input where `input` says so. */
export function readAgain(why: string, input = false): CommandReading {
  return { command: why, everywhere: undefined, input: input ? why : undefined };
}

/** Whether a given value stands in the word. */
export function isGiven(word: ShellWord): boolean {
  return word.givens.length > 0;
}

/** Whether the word is wholly the author's and stays as it is written. */
export function isFixed(word: ShellWord): boolean {
  return !isGiven(word) && isOneWord(word);
}

/** Whether there is such a word, and it is fixed. */
export function isKnown(word: ShellWord | undefined): word is ShellWord {
  return word !== undefined && isFixed(word);
}

/** Whether the word reaches the program as exactly one word, whoever wrote it. */
export function isOneWord(word: ShellWord): boolean {
  return !word.expanded && (!word.pattern || word.text === '[');
}

/** The reading of a command whose program is a given value or the result of an expansion. */
export const onlyKnownLater = readAgain('stands in a command whose program is only known when it runs', true);
