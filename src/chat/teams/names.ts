import type { Outgoing } from '../platform.ts';
import { peopleOn } from '../shared/people-on.ts';
import type { Meeting, People } from './people.ts';

/** Milliseconds that a message waits for names; without them people are called by their ids. */
const waitFor = 1_500;

/** People on one message whose names are asked for. */
const mostPeople = 20;

/** The names of the people on a message, by key, as far as Teams tells them in time; never throws. */
export type Names = (
  meeting: Meeting,
  message: Pick<Outgoing, 'card' | 'mention'>,
) => Promise<ReadonlyMap<string, string>>;

export function createNames(people: People): Names {
  return async (meeting, { card, mention }) => {
    const keys = new Set([...(mention === undefined ? [] : [mention]), ...peopleOn(card)]);
    const names = [...keys].slice(0, mostPeople).map(async (key): Promise<[string, string][]> => {
      const id = objectIdOf(key);
      const person = id === undefined ? undefined : await people.get(meeting, id, waitFor).catch(() => undefined);
      return person === undefined || person.name === id ? [] : [[key, person.name]];
    });
    return new Map((await Promise.all(names)).flat());
  };
}

/** The object id of a person by key; undefined for somebody of another platform. */
export function objectIdOf(key: string): string | undefined {
  return /^teams:([0-9a-f-]{36})$/i.exec(key)?.[1]?.toLowerCase();
}
