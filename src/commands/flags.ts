import { closest } from '../closest.ts';
import type { UserError } from '../errors.ts';
import { visible } from '../visible.ts';
import { badLine, didYouMean, type Place } from './bad-line.ts';
import type { FlagValue } from './line.ts';
import type { NormalText } from './normalize.ts';
import type { FlagShape, IndexedVerb } from './shape.ts';
import { isKey, valueIn, type Word } from './words.ts';

/** The arguments of a line: its verb and its words in order. */
export interface Arguments {
  text: NormalText;
  verb: IndexedVerb;
  words: readonly Word[];
}

/** True for `--name`, `--name=value` and `-y`; false for numbers below zero and for what is quoted. */
export function isFlag({ text, bare }: Word): boolean {
  return bare >= 2 && text.charCodeAt(0) === 45 && /^-[A-Za-z-]/.test(text);
}

/** True for the `--` after which nothing is a flag. */
export function endsFlags({ text, bare }: Word): boolean {
  return bare === 2 && text === '--';
}

interface FoundFlag {
  flag: FlagShape;
  on: boolean;
}

function findFlag(verb: IndexedVerb, dashed: string): FoundFlag | undefined {
  const name = dashed.toLowerCase();
  if (!name.startsWith('--')) {
    const short = verb.shorts.get(name.slice(1));
    return short && { flag: short, on: true };
  }
  const flag = verb.flags.get(name.slice(2));
  if (flag) return { flag, on: true };
  const negated = name.startsWith('--no-') ? verb.flags.get(name.slice(5)) : undefined;
  return negated?.negatable ? { flag: negated, on: false } : undefined;
}

function namesOf(verb: IndexedVerb): readonly string[] {
  const known = [...verb.flags.values()].filter(({ hidden }) => !hidden);
  return known.flatMap(({ name, negatable }) => (negatable ? [name, `no-${name}`] : [name]));
}

/** The name of a flag in the line, without the value after `=`. */
function namePlace(word: Word, dashed: string): Place {
  return { at: word.at, end: dashed.length < word.text.length ? word.at + dashed.length : word.end };
}

/** Where a parameter was written like a flag (`--lr=0.1`, `--lr 0.1`): how it is written here. */
function asParameter({ text, verb, words }: Arguments, index: number, word: Word, dashed: string): string | undefined {
  const key = dashed.slice(2);
  if (!verb.shape.takesAssignments || !dashed.startsWith('--') || !isKey(key)) return undefined;
  if (dashed.length < word.text.length) return didYouMean(text, namePlace(word, dashed), key);
  const next = words[index + 1];
  if (next === undefined || isFlag(next)) return undefined;
  return didYouMean(text, { at: word.at, end: next.at }, `${key}=`);
}

function unknownFlag(all: Arguments, index: number, word: Word, dashed: string): UserError {
  const { text, verb } = all;
  const { name } = verb.shape;
  const place = namePlace(word, dashed);
  const message = `${name} has no option ${visible(dashed, 40)}.`;
  const near = closest(dashed.replace(/^--?/, ''), namesOf(verb));
  if (near)
    return badLine(text.line, place, `${message} Did you mean --${near}?`, didYouMean(text, place, `--${near}`));
  const parameter = asParameter(all, index, word, dashed);
  if (parameter) return badLine(text.line, place, `${message} Parameters are written without dashes.`, parameter);
  return badLine(text.line, place, message, `${name} --help shows its options.`);
}

function add(flags: Map<string, FlagValue>, flag: FlagShape, value: string): void {
  const earlier = flags.get(flag.name);
  if (flag.repeats) flags.set(flag.name, Array.isArray(earlier) ? [...earlier, value] : [value]);
  else flags.set(flag.name, value);
}

/** Reads the flag at `index` into `flags` and answers how many words it took: 2 when its value is the next word. */
export function readFlag(all: Arguments, index: number, word: Word, flags: Map<string, FlagValue>): 1 | 2 {
  const { text, verb, words } = all;
  const equals = word.text.indexOf('=');
  const dashed = equals > 0 && equals < word.bare ? word.text.slice(0, equals) : word.text;
  const found = findFlag(verb, dashed);
  if (!found) throw unknownFlag(all, index, word, dashed);
  const { flag, on } = found;
  const earlier = flags.get(flag.name);
  if (earlier !== undefined && !(on && flag.repeats && Array.isArray(earlier))) {
    throw badLine(text.line, word, `--${flag.name} is given twice.`, 'Give it once.');
  }
  const hasValue = dashed.length < word.text.length;
  if (!on || flag.takes === 'nothing') {
    if (hasValue) throw badLine(text.line, word, `${dashed} takes no value.`, didYouMean(text, word, dashed));
    flags.set(flag.name, on);
    return 1;
  }
  if (hasValue) {
    add(flags, flag, valueIn(text.line, word, dashed.length + 1));
    return 1;
  }
  const next = words[index + 1];
  if (!next || isFlag(next) || endsFlags(next)) {
    const fix = `Write --${flag.name} <${flag.valueName ?? 'value'}>; a value that begins with a dash goes in quotes.`;
    throw badLine(text.line, word, `--${flag.name} needs a value.`, fix);
  }
  add(flags, flag, valueIn(text.line, next, 0));
  return 2;
}
