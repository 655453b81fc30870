import type { Place } from './bad-line.ts';
import { isFlag } from './flags.ts';
import { isKey, type Word } from './words.ts';

/** How words that were meant as one assignment are written, and where they stand. */
export interface MeantAssignment extends Place {
  instead: string;
}

/** Finds `lr = 0.1`, `lr =0.1`, `lr= 0.1` or `lr 0.1` around the word that is one too many. */
export function misplacedAssignment(line: string, words: readonly Word[], index: number): MeantAssignment | undefined {
  const [before, word, next, afterNext] = [words[index - 1], words[index], words[index + 1], words[index + 2]];
  if (!word) return undefined;
  const raw = (part: Word) => line.slice(part.at, part.end);
  if (before?.text.endsWith('=') && isKey(before.text.slice(0, -1))) {
    return { at: before.at, end: word.end, instead: raw(before) + raw(word) };
  }
  if (!next || !isKey(raw(word)) || isFlag(next)) return undefined;
  if (raw(next) === '=') {
    return afterNext && { at: word.at, end: afterNext.end, instead: `${raw(word)}=${raw(afterNext)}` };
  }
  const equals = raw(next).indexOf('=');
  if (equals > 0) return undefined;
  return { at: word.at, end: next.end, instead: `${raw(word)}${equals === 0 ? '' : '='}${raw(next)}` };
}
