import { excerpt, type Findings } from './findings.ts';
import { suggestion } from './suggestion.ts';
import type { WrittenScalar } from './written.ts';

/** True for a missing word and for one of the known ones; another one is reported as no `what` ("mode of an input"). */
export function checkWord(
  word: WrittenScalar | undefined,
  known: readonly string[],
  what: string,
  where: string,
  findings: Findings,
): boolean {
  if (!word || known.includes(word.text)) return true;
  findings.problem(word.at, where, `${excerpt(word.text)} is no ${what}${suggestion(word.text, known)}`);
  return false;
}
