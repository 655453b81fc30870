import { didYouMean } from './bad-line.ts';
import type { Line } from './line.ts';

/** The line with a word of it, looked for from `from` on, replaced: what a verb offers to be copied. */
export function replacedIn(line: Line, from: number, word: string, instead: string): string {
  const at = line.text.indexOf(word, from);
  return at < 0 ? instead : didYouMean({ line: line.text }, { at, end: at + word.length }, instead);
}
