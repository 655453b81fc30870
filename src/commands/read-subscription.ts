import { platformNames, type UserRef, userKey } from '../chat/platform.ts';
import { closest } from '../closest.ts';
import { UserError } from '../errors.ts';
import { type EventKind, ends, eventKinds, standardEvents } from '../notifications/events.ts';
import { everyPipeline, type RunFilters } from '../notifications/subscriptions.ts';
import type { StatusGroup } from '../pipelines/status.ts';
import { visible } from '../visible.ts';
import { refuseUnknownPipeline } from './known-pipeline.ts';
import type { Assignment, Line } from './line.ts';
import { readTarget } from './read-target.ts';
import { replacedIn } from './replaced-in.ts';
import type { Asked } from './verb.ts';

/** Other words people have for the events. */
const eventWords: Readonly<Record<string, readonly EventKind[]>> = {
  all: eventKinds,
  start: ['started'],
  completed: ['finished'],
  succeeded: ['finished'],
  success: ['finished'],
  failure: ['failed'],
  cancelled: ['canceled'],
  compute: ['compute-failed'],
};

/** How each end is filtered by, and the words that people have for it, as in `runs`. */
const groupAt: Readonly<Record<(typeof ends)[number], StatusGroup>> = {
  finished: 'succeeded',
  failed: 'failed',
  canceled: 'canceled',
};
const statusWords: Readonly<Record<string, StatusGroup>> = {
  completed: 'succeeded',
  failed: 'failed',
  canceled: 'canceled',
  succeeded: 'succeeded',
  cancelled: 'canceled',
};

const statuses = ['completed', 'failed', 'canceled'] as const;

/**
 * The pipeline that the first word of a line names, or `*`. A name that no pipeline has and no run had is refused with
 * the closest: whoever mistypes one would wait for nothing.
 */
export async function readPipeline(line: Line, asked: Asked): Promise<string> {
  const [operand] = line.operands;
  if (operand?.text === everyPipeline) return everyPipeline;
  const { name, version } = readTarget(operand, asked.service, `${line.verb} ${everyPipeline}`);
  if (version !== undefined) {
    throw new UserError({
      code: 'bad-line',
      message: `What a channel hears is about every version of ${visible(name, 40)}.`,
      fix: `${line.verb} ${visible(name, 40)}`,
    });
  }
  await refuseUnknownPipeline(name, line, asked);
  return name;
}

/** The events of `on=`; undefined without one. */
export function readEvents(line: Line): readonly EventKind[] | undefined {
  const given = line.filters.find(({ key }) => key === 'on');
  if (!given) return undefined;
  const named = wordsOf(given).flatMap((word) => {
    const [kind] = eventKinds.filter((each) => each === word.toLowerCase());
    return kind ? [kind] : (lookUp(eventWords, word) ?? refuse(line, given, word, 'event', eventKinds, 'failed'));
  });
  return eventKinds.filter((kind) => named.includes(kind));
}

/** The filters of a line. Throws `bad-value` for a state in which none of the events leaves a run. */
export function readFilters(line: Line, user: UserRef): RunFilters {
  let filters: RunFilters = {};
  for (const given of line.filters) {
    switch (given.key) {
      case 'status':
        filters = { ...filters, status: readStatuses(line, given) };
        break;
      case 'experiment':
        if (given.value === '')
          throw new UserError({ code: 'bad-value', message: 'Which experiment?', fix: 'experiment=nightly' });
        filters = { ...filters, experiment: given.value };
        break;
      case 'by':
        filters = { ...filters, by: readPerson(given.value, user, 'by=me') };
        break;
    }
  }
  return filters;
}

function readStatuses(line: Line, given: Assignment): readonly StatusGroup[] {
  const groups = wordsOf(given).map(
    (word) => lookUp(statusWords, word) ?? refuse(line, given, word, 'end of a run', statuses, 'failed'),
  );
  const events = readEvents(line) ?? standardEvents;
  if (ends.some((end) => events.includes(end) && groups.includes(groupAt[end]))) return groups;
  throw new UserError({
    code: 'bad-value',
    message: `${given.key}= says which ends are told, and on=${events.join(',')} tells of no run that ended ${given.value}.`,
    fix: `Leave ${given.key}=${given.value} out.`,
  });
}

/** A person's key as it is written out: `slack:T1/U1`. */
const writtenKey = new RegExp(`^(?:${platformNames.join('|')}):[\\w./@-]+$`);

/** The key of the person that `me`, `@ada` or `slack:T1/U1` means to whoever writes it. Throws `bad-value`, with `example`. */
export function readPerson(text: string, user: UserRef, example: string): string {
  const name = text.startsWith('@') ? text.slice(1) : text;
  if (name.toLowerCase() === 'me') return userKey(user);
  if (writtenKey.test(name)) return name;
  if (user.platform === 'slack' && /^[UW](?=.*\d)[A-Z0-9]+$/.test(name)) return userKey({ ...user, id: name });
  if (user.platform === 'teams' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(name)) return `teams:${name}`;
  if (user.platform === 'terminal' && /^[\w.-]+$/.test(name)) return userKey({ ...user, id: name });
  throw new UserError({
    code: 'bad-value',
    message: `"${visible(text, 40)}" does not name a person by their id.`,
    details: [`An id looks like yours: ${userKey(user)}`],
    fix: example,
  });
}

function wordsOf({ value }: Assignment): string[] {
  return value.split(',').map((word) => word.trim());
}

function lookUp<Value>(table: Readonly<Record<string, Value>>, word: string): Value | undefined {
  return Object.hasOwn(table, word.toLowerCase()) ? table[word.toLowerCase()] : undefined;
}

function refuse(
  line: Line,
  { key, value, at }: Assignment,
  word: string,
  noun: string,
  names: readonly string[],
  usual: string,
): never {
  const near = closest(word, names);
  const found = word === '' ? value : word;
  throw new UserError({
    code: 'bad-value',
    message: `"${visible(word, 40)}" is no ${noun}.${near === undefined ? '' : ` Did you mean ${near}?`}`,
    details: [`${key}= takes ${names.join(', ')}`],
    fix: found === '' ? `${key}=${usual}` : replacedIn(line, at + key.length, found, near ?? usual),
  });
}
