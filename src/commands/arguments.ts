import { closest } from '../closest.ts';
import { visible } from '../visible.ts';
import { badLine, didYouMean } from './bad-line.ts';
import { type Arguments, endsFlags, isFlag, readFlag } from './flags.ts';
import type { Assignment, FlagValue, Line, Operand } from './line.ts';
import { misplacedAssignment } from './misplaced-assignment.ts';
import { isKey, valueIn, type Word } from './words.ts';

type Given = Pick<Line, 'operands' | 'assignments' | 'filters' | 'flags' | 'help'>;

function push(line: string, list: Assignment[], key: string, value: string, word: Word): void {
  if (list.some((earlier) => earlier.key === key)) {
    throw badLine(line, word, `${visible(key, 40)} is given twice.`, 'Give it once.');
  }
  list.push({ key, value, at: word.at });
}

/** The declared key of a filter that a word begins with, and the length of what was typed before its value. */
function filterIn({ verb }: Arguments, word: Word): { key: string; from: number } | undefined {
  if (verb.filters.size === 0) return undefined;
  const separator = word.text.search(/[:=]/);
  if (separator < 1 || separator >= word.bare) return undefined;
  const key = verb.filters.get(word.text.slice(0, separator).toLowerCase());
  return key === undefined ? undefined : { key, from: separator + 1 };
}

/** The key of `key=value`; undefined when the word is something else. */
function keyIn(word: Word): string | undefined {
  const equals = word.text.indexOf('=');
  if (equals < 1 || equals >= word.bare) return undefined;
  const key = word.text.slice(0, equals);
  return isKey(key) ? key : undefined;
}

function refusePair({ text, verb }: Arguments, word: Word, key: string): Error {
  const { name } = verb.shape;
  const place = { at: word.at, end: word.at + key.length };
  const shown = visible(key, 40);
  const near = closest(key, verb.filters.values());
  const takes = `It takes ${[...verb.filters.values()].map((filter) => `${filter}=`).join(', ')}.`;
  if (near) {
    const message = `${name} has no filter "${shown}". Did you mean ${near}? ${takes}`;
    return badLine(text.line, place, message, didYouMean(text, place, near));
  }
  const message = verb.filters.size > 0 ? `${name} has no filter "${shown}". ${takes}` : `${name} takes no key=value.`;
  return badLine(text.line, place, message, `${name} --help shows what it takes.`);
}

function refuseExtra({ text, verb, words }: Arguments, extra: Operand): Error {
  const { name, maxOperands = 0, takesAssignments } = verb.shape;
  const index = words.findIndex((word) => word.at === extra.at);
  const place = words[index] ?? { at: extra.at, end: extra.at + extra.text.length };
  const equals = extra.text.indexOf('=');
  const [odd] = extra.text.slice(0, Math.max(0, equals)).match(/[^A-Za-z0-9_.-]/u) ?? [];
  if (takesAssignments && odd !== undefined) {
    const shown = `"${visible(odd)}" (U+${odd.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')})`;
    return badLine(
      text.line,
      place,
      `The name before = cannot hold ${shown}.`,
      'Names have letters a-z, digits, _ . and -.',
    );
  }
  const limit = maxOperands === 0 ? 'no words' : `at most ${maxOperands} ${maxOperands === 1 ? 'word' : 'words'}`;
  const message = `${name} takes ${limit}; "${visible(extra.text, 40)}" is one too many.`;
  const meant = takesAssignments ? misplacedAssignment(text.line, words, index) : undefined;
  const fix = meant ? didYouMean(text, meant, meant.instead) : `${name} --help shows what it takes.`;
  return badLine(text.line, meant ?? place, message, fix);
}

/** A word that is a name or text; three backticks here are a code block that does not end the command. */
function operandIn(line: string, word: Word): Operand {
  if (word.bare >= 3 && word.text.startsWith('```')) {
    const message = 'A code block must be closed and come last.';
    throw badLine(line, { at: word.at, end: word.at + 3 }, message, 'Put every option before the block.');
  }
  return { text: valueIn(line, word, 0), at: word.at };
}

/** Sorts the words after a verb into flags, filters, `key=value` and operands; what the verb does not take is refused. */
export function readArguments(all: Arguments): Given {
  const { text, verb, words } = all;
  const { takesAssignments, takesText, maxOperands = Number.POSITIVE_INFINITY } = verb.shape;
  const { line } = text;
  const operands: Operand[] = [];
  const assignments: Assignment[] = [];
  const filters: Assignment[] = [];
  const flags = new Map<string, FlagValue>();
  let flagsEnded = false;
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (!word) break;
    if (!flagsEnded && isFlag(word)) {
      flagsEnded = endsFlags(word);
      if (!flagsEnded) index += readFlag(all, index, word, flags) - 1;
      continue;
    }
    const filter = filterIn(all, word);
    const key = keyIn(word);
    if (filter) push(line, filters, filter.key, valueIn(line, word, filter.from), word);
    else if (key === undefined || (takesText && !takesAssignments && verb.filters.size === 0)) {
      operands.push(operandIn(line, word));
    } else if (takesAssignments) push(line, assignments, key, valueIn(line, word, key.length + 1), word);
    else throw refusePair(all, word, key);
  }
  const extra = operands[maxOperands];
  if (extra) throw refuseExtra(all, extra);
  const help = flags.delete('help');
  return { operands, assignments, filters, flags, help };
}
