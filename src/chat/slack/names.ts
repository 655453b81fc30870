import type { Outgoing } from '../platform.ts';
import { peopleOn } from '../shared/people-on.ts';
import type { People } from './people.ts';
import { slackUser } from './render/people-and-times.ts';

/** Milliseconds that a message waits for names; without them people are called by their ids. */
const waitFor = 1_500;

/** People on one message whose names are asked for. */
const mostPeople = 30;

/** The names of the people on a message, as far as Slack tells them in time; never throws. */
export type Names = (message: Pick<Outgoing, 'card' | 'mention'>) => Promise<ReadonlyMap<string, string>>;

export function createNames(people: People): Names {
  return async ({ card, mention }) => {
    const keys = new Set([...peopleOn(card), ...(mention === undefined ? [] : [mention])]);
    const names = [...keys].slice(0, mostPeople).map(async (key): Promise<[string, string][]> => {
      const user = slackUser(key);
      if (user === undefined) return [];
      const person = await people.get(user, waitFor).catch(() => undefined);
      return person ? [[key, person.name]] : [];
    });
    return new Map((await Promise.all(names)).flat());
  };
}
