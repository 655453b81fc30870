import { type CommandFrame, commandFrame, type ShellReader, type ShellWord } from './shell-state.ts';

/** The innermost command text, to which words and values belong. */
export function innermost(reader: ShellReader): CommandFrame {
  const frame = reader.commands.at(-1);
  if (!frame) throw new Error('the frame of the whole command was closed');
  return frame;
}

/** Goes into command text that ends at a `)`. What surrounds it stays true inside: its reason is inherited. */
export function openCommands(reader: ShellReader, why: string | undefined, array = false) {
  const frame = commandFrame('by parenthesis', innermost(reader).why ?? why, array);
  reader.frames.push(frame);
  reader.commands.push(frame);
}

/** Notes why a value is undecided; the first reason stays, except that `never` outweighs. */
export function leaveUndecided(reader: ShellReader, given: number, why: string, never = false) {
  if (never || !reader.undecided.has(given)) reader.undecided.set(given, { why, never });
}

/** Gives up following the text. No value of the whole command is decided then: what comes may read what was before. */
export function lose(reader: ShellReader, why: string) {
  reader.lost ??= why;
  reader.everywhere ??= why;
}

/**
 * Gives up on more than simple commands inside `$( )`, `<( )`, `>( )`: bash's versions differ in how they find the end of
 * such text (5.2 misreads `\"` in an array there).
 */
export function loseInSubstitution(reader: ShellReader): boolean {
  const frame = innermost(reader);
  if (frame.why === undefined || frame.array) return false;
  lose(reader, `${frame.why} or after it, and it holds more than simple commands`);
  return true;
}

/** The word at this place, begun if there is none. */
export function openWord(reader: ShellReader): ShellWord {
  const frame = innermost(reader);
  frame.word ??= {
    text: '',
    fixed: 0,
    plain: true,
    givens: [],
    expanded: false,
    pattern: false,
    assigns: undefined,
    braces: 0,
    tilde: false,
  };
  return frame.word;
}

/** Adds the author's own text to the word. */
export function addText(reader: ShellReader, text: string, how: 'plain' | 'quoted') {
  const word = openWord(reader);
  word.text += text;
  if (how === 'quoted') word.plain = false;
  if (word.givens.length === 0 && !word.expanded && !word.pattern) word.fixed = word.text.length;
}

/** Adds a given value to the word. */
export function addGiven(reader: ShellReader, given: number, value: string): ShellWord {
  const word = openWord(reader);
  word.text += value;
  word.givens.push(given);
  word.plain = false;
  return word;
}

/** Marks the word as only known while the shell runs. */
export function addExpansion(reader: ShellReader) {
  const word = openWord(reader);
  word.expanded = true;
  word.plain = false;
}

/** The longest match of a sticky expression at this place, which it steps over; undefined when there is none. */
export function take(reader: ShellReader, sticky: RegExp): string | undefined {
  sticky.lastIndex = reader.at;
  const found = sticky.exec(reader.text)?.[0];
  if (found) reader.at += found.length;
  return found || undefined;
}
