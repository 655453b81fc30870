import type { Problem } from '../errors.ts';

/** A line longer than this is not offered again. */
const longestOffer = 400;

/**
 * The problem with the whole line to copy in place of single words, where its words stand in the line just once and plain.
 * A line in quotes or in a code block keeps the words as the fix.
 */
export function withCorrectedLine({ corrections, ...problem }: Problem, line: string): Problem {
  if (!corrections || /["'`\n]/.test(line)) return problem;
  const words = line.trim().split(/\s+/);
  for (const { word, right } of corrections) {
    if (word === undefined) {
      words.push(right);
      continue;
    }
    const places = words.flatMap((each, place) => (isNamed(each, word) ? [place] : []));
    const [place] = places;
    if (place === undefined || places.length > 1) return problem;
    // A right assignment replaces the whole word, a right name keeps the version behind it.
    words[place] = right.includes('=') ? right : right + (words[place] ?? '').slice(word.length);
  }
  const offer = words.join(' ');
  return offer.length <= longestOffer ? { ...problem, fix: offer } : problem;
}

function isNamed(text: string, word: string): boolean {
  return text === word || text.startsWith(`${word}=`) || text.startsWith(`${word}@`);
}
