import { closest } from '../../closest.ts';
import { excerpt } from './findings.ts';

/** What could have been written instead of an unknown word, to end a sentence: the closest known one, else all of them. */
export function suggestion(word: string, known: readonly string[]): string {
  const near = closest(word, known);
  if (near) return `; did you mean ${near}?`;
  if (known.length === 0) return '; there are none';
  return `; there ${known.length === 1 ? 'is' : 'are'} ${excerpt(known.join(', '), 200)}`;
}
