import type { Outgoing } from '../platform.ts';
import { namesOn } from '../shared/names-on.ts';
import type { Meeting, People } from './people.ts';

/** People on one message whose names are asked for. */
const mostPeople = 20;

/** The names of the people on a message, by key, as far as Teams tells them in time; never throws. */
export type Names = (
  meeting: Meeting,
  message: Pick<Outgoing, 'card' | 'mention'>,
) => Promise<ReadonlyMap<string, string>>;

export function createNames(people: People): Names {
  return (meeting, message) =>
    namesOn(message, mostPeople, async (key, withinMs) => {
      const id = objectIdOf(key);
      if (id === undefined) return undefined;
      const { name } = await people.get(meeting, id, withinMs);
      return name === id ? undefined : name;
    });
}

/** The object id of a person by key; undefined for somebody of another platform. */
export function objectIdOf(key: string): string | undefined {
  return /^teams:([0-9a-f-]{36})$/i.exec(key)?.[1]?.toLowerCase();
}
