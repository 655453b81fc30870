/** No name that people type is longer; a longer word gets no suggestion and costs nothing. */
const longestWord = 100;

/** Letters of other scripts that readers take for a Latin one; what NFKD does not fold already. */
const lookAlikes: Readonly<Record<string, string>> = {
  a: 'аɑαАΑ',
  b: 'ЬьвВβΒƄ',
  c: 'сϲᴄСϹ',
  d: 'ԁԀɗ',
  e: 'еҽ℮ЕΕε',
  f: 'ƒғſ',
  g: 'ɡցԌԍ',
  h: 'һհнНΗҺ',
  i: 'іıɩιІΙ',
  j: 'јϳЈ',
  k: 'кκКΚĸ',
  l: 'ӏӀłɫƖǀ',
  m: 'мМΜ',
  n: 'пոηΝ',
  o: 'оοօσОΟՕøᴏ',
  p: 'рρРΡ',
  q: 'ԛգԚ',
  r: 'гᴦɾ',
  s: 'ѕЅꜱ',
  t: 'тτТΤ',
  u: 'υսцʋᴜ',
  v: 'νѵᴠѴ',
  w: 'ԝաѡᴡωԜ',
  x: 'хχХΧ',
  y: 'уγүУΥҮ',
  z: 'ᴢΖƶ',
};

const latinOf: ReadonlyMap<string, string> = new Map(
  Object.entries(lookAlikes).flatMap(([latin, others]) => Array.from(others, (other) => [other, latin])),
);

/** What a word looks like: NFKD, no marks and no invisible characters, look-alikes as Latin letters, lower case. */
function appearance(word: string): string {
  if (/^[\x20-\x7e]*$/.test(word)) return word.toLowerCase();
  const seen = word.normalize('NFKD').replace(/[\p{M}\p{C}]/gu, '');
  return Array.from(seen, (letter) => latinOf.get(letter) ?? letter)
    .join('')
    .toLowerCase();
}

/**
 * Insertions, deletions, replacements and swaps of neighbours between two words, or `limit + 1` when there are more
 * (Damerau and Levenshtein; no letter is edited twice). Only the band of `limit` around the diagonal is computed.
 */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  const far = limit + 1;
  let previous: number[] = [];
  let current = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const beforePrevious = previous;
    previous = current;
    current = new Array<number>(b.length + 1).fill(far);
    if (row <= limit) current[0] = row;
    for (let column = Math.max(1, row - limit); column <= Math.min(b.length, row + limit); column++) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(
        (previous[column] ?? far) + 1,
        (current[column - 1] ?? far) + 1,
        (previous[column - 1] ?? far) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        best = Math.min(best, (beforePrevious[column - 2] ?? far) + 1);
      }
      current[column] = best;
    }
  }
  return Math.min(current[b.length] ?? far, far);
}

/**
 * The candidate a mistyped or look-alike word most likely means: at most 2 edits and at most a third of the longer
 * word, letter case aside; the first of equally near ones. It is only ever shown: nothing runs on a guess.
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > longestWord) return undefined;
  const seen = appearance(word);
  let nearest: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const name = appearance(candidate);
    const limit = Math.min(2, Math.floor(Math.max(seen.length, name.length) / 3));
    const edits = distance(seen, name, limit);
    if (edits > limit || edits >= fewest) continue;
    nearest = candidate;
    fewest = edits;
  }
  return nearest;
}
