import { closest } from '../closest.ts';
import { UserError } from '../errors.ts';
import { visible } from '../visible.ts';
import { caretUnder, didYouMean, type Place } from './bad-line.ts';
import type { NormalText } from './normalize.ts';
import type { IndexedVerb, VerbIndex } from './shape.ts';

/** The verb a line begins with and where its arguments begin. */
export interface FoundVerb {
  verb: IndexedVerb;
  from: number;
}

function wordFrom(line: string, from: number): Place {
  let at = from;
  while (line[at] === ' ') at++;
  const space = line.indexOf(' ', at);
  return { at, end: space < 0 ? line.length : space };
}

/** The verb people mean by a line that begins with a flag. */
function nameOf(word: string): string {
  return word === '-h' || word === '--help' ? 'help' : word;
}

/** The two-word names that begin with this word, as the next thing to type. */
function continuations(first: string, names: readonly string[]): string {
  const those = names.filter((name) => name.startsWith(`${first} `));
  return those.length > 0 ? `Type ${those.join(' or ')}.` : 'Type help to see every command.';
}

function unknownVerb(text: NormalText, first: Place, second: Place, verbs: VerbIndex): UserError {
  const { line } = text;
  const names = [...verbs.verbs.keys()];
  const one = line.slice(first.at, first.end);
  const two = `${one} ${line.slice(second.at, second.end)}`;
  const nearPair = closest(
    two,
    names.filter((name) => name.includes(' ')),
  );
  const near = nearPair ?? closest(one, names);
  const place = nearPair ? { at: first.at, end: second.end } : first;
  const message = `Unknown command "${visible(nearPair ? two : one, 40)}".`;
  return new UserError({
    code: 'unknown-verb',
    message: near ? `${message} Did you mean ${near}?` : message,
    details: caretUnder(line, place),
    fix: near ? didYouMean(text, place, near) : continuations(one.toLowerCase(), names),
  });
}

/** Looks up the first two words, or the first, of a line that is not empty; an unknown verb is `unknown-verb`. */
export function findVerb(text: NormalText, verbs: VerbIndex): FoundVerb {
  const { line } = text;
  const first = wordFrom(line, 0);
  const name = nameOf(line.slice(first.at, first.end).toLowerCase());
  if (verbs.heads.has(name)) {
    const second = wordFrom(line, first.end);
    const verb = verbs.verbs.get(`${name} ${line.slice(second.at, second.end).toLowerCase()}`);
    if (verb) return { verb, from: second.end };
  }
  const verb = verbs.verbs.get(name);
  if (!verb) throw unknownVerb(text, first, wordFrom(line, first.end), verbs);
  return { verb, from: first.end };
}
