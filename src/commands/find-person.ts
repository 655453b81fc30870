import { idIn, userKey } from '../chat/platform.ts';
import { closest } from '../closest.ts';
import { UserError } from '../errors.ts';
import { visible } from '../visible.ts';
import type { Assignment, Line } from './line.ts';
import { replacedIn } from './replaced-in.ts';
import type { Asked } from './verb.ts';

/** The latest runs, whose askers are the people that a name is looked for among. */
const lookedThrough = 100;

/** Names in a refusal; the rest is counted. */
const mostNames = 10;

/**
 * The key of the person that a filter like `by=` names: `me`, `@ada`, the asker's own name, an id, or a whole key. Who
 * asked for no run is not known: `bad-value` with the closest name, `ambiguous` where several have the id.
 */
export async function personMeant(line: Line, given: Assignment, asked: Asked): Promise<string> {
  const { user } = asked.incoming;
  const name = given.value.replace(/^@/, '');
  if (name.toLowerCase() === 'me') return userKey(user);
  const exact = name.includes(':') ? name : userKey({ ...user, id: name });
  if ((await asked.service.runs({ submittedBy: exact, limit: 1 })).length > 0) return exact;
  if (same(name, user.name) || same(name, user.id)) return userKey(user);

  const recent = await asked.service.runs({ limit: lookedThrough });
  const people = [...new Set(recent.map(({ submittedBy }) => submittedBy))];
  const [found, ...others] = people.filter((key) => same(name, key) || same(name, idIn(key)));
  if (found === undefined) throw unknownPerson(line, given, name, people);
  if (others.length === 0) return found;
  const all = [found, ...others];
  throw new UserError({
    code: 'ambiguous',
    message: `${all.length} people are called "${visible(name, 40)}": ${listed(all)}.`,
    fix: replacedIn(line, given.at + given.key.length, given.value, found),
  });
}

function unknownPerson(line: Line, given: Assignment, name: string, people: readonly string[]): UserError {
  const names = [...people.map(idIn), ...people, 'me'];
  const near = closest(name, names);
  const seen = people.length === 0 ? 'Nobody has started a run yet.' : `Runs were started by ${listed(people)}.`;
  return new UserError({
    code: 'bad-value',
    message: `Nobody known as "${visible(name, 40)}" has started a run.${near === undefined ? '' : ` Did you mean ${near}?`}`,
    details: [seen],
    fix:
      given.value === '' ? `${given.key}=me` : replacedIn(line, given.at + given.key.length, given.value, near ?? 'me'),
  });
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function listed(keys: readonly string[]): string {
  const more = keys.length - mostNames;
  return keys.slice(0, mostNames).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
