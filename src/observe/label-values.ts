/** More values than any label of ours has: verbs, pipeline services, methods of a platform. */
const mostValues = 60;

const plain = /^[a-z][a-z0-9._-]{0,39}$/i;

/**
 * Keeps a label to a few plain values: what looks like none, and what comes after the sixtieth, counts as `other`. A
 * mistake of ours must not make a series for every word that people type.
 */
export function fewValues(): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= mostValues || !plain.test(value)) return 'other';
    known.add(value);
    return value;
  };
}
