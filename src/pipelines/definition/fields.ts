import { closest } from '../../closest.ts';
import { excerpt, type Findings } from './findings.ts';
import type { Kind, Shape } from './shapes.ts';
import { isNothing, type Written, type WrittenList, type WrittenMap, type WrittenScalar } from './written.ts';

interface KindValue {
  text: WrittenScalar;
  flag: WrittenScalar;
  map: WrittenMap;
  list: WrittenList;
  any: Written;
  unread: never;
}

/** The values of a map by their known keys; a value of the wrong kind was reported and is absent. */
export type Fields<S extends Shape> = { readonly [Key in keyof S]?: KindValue[S[Key]] };

/** Jobs, inputs or variables of one map. The largest map of Azure's public examples has 33 entries. */
const mostEntries = 10_000;

const kindWords: Readonly<Record<Kind, string>> = {
  text: 'a single value',
  flag: 'true or false',
  map: 'a map of keys and values',
  list: 'a list',
  any: 'a value',
  unread: 'a value',
};

/**
 * The fields of a map that a shape knows. A value of the wrong kind is a problem; an unknown key only a notice, because
 * Azure ignores such keys as well.
 */
export function fieldsOf<S extends Shape>(map: WrittenMap, shape: S, where: string, findings: Findings): Fields<S> {
  const fields: Record<string, Written> = {};
  for (const [key, value] of map.entries) {
    const kind = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (kind === undefined) {
      const near = closest(key, Object.keys(shape));
      const hint = near ? `; did you mean ${near}?` : '.';
      findings.noticeAt(value.at, `${excerpt(within(where, key))} is not a key Pipehand knows${hint} It was ignored`);
    } else if (kind !== 'unread' && !isNothing(value)) {
      const tooMany = value.kind === 'map' && value.entries.size > mostEntries;
      if (tooMany) findings.problem(value.at, within(where, key), `has more than ${mostEntries} entries`);
      else if (isOfKind(value, kind)) fields[key] = value;
      else findings.problem(value.at, within(where, key), `must be ${kindWords[kind]}, not ${wordsFor(value)}`);
    }
  }
  return fields as Fields<S>;
}

/** The dotted name of a key: `jobs.train` and `inputs` are `jobs.train.inputs`. */
export function within(where: string, key: string): string {
  return where === '' ? key : `${where}.${key}`;
}

/** What a value is, for a sentence about a value of the wrong kind. */
export function wordsFor(value: Written): string {
  if (value.kind === 'scalar') return value.text === '' ? 'an empty text' : excerpt(value.text);
  return value.kind === 'list' ? 'a list' : 'a map';
}

function isOfKind(value: Written, kind: Kind): boolean {
  if (kind === 'any' || kind === 'unread') return true;
  if (kind === 'text') return value.kind === 'scalar';
  if (kind === 'flag') return value.kind === 'scalar' && /^(?:true|false)$/i.test(value.text);
  return value.kind === kind;
}

/** The value of a field of kind `flag`. */
export function isTrue(flag: WrittenScalar): boolean {
  return flag.text.toLowerCase() === 'true';
}
