import type { Outgoing } from '../platform.ts';
import { namesOn } from '../shared/names-on.ts';
import type { People } from './people.ts';
import { slackUser } from './render/people-and-times.ts';

/** People on one message whose names are asked for. */
const mostPeople = 30;

/** The names of the people on a message, by key, as far as Slack tells them in time; never throws. */
export type Names = (message: Pick<Outgoing, 'card' | 'mention'>) => Promise<ReadonlyMap<string, string>>;

export function createNames(people: People): Names {
  async function nameOf(key: string, withinMs: number): Promise<string | undefined> {
    const user = slackUser(key);
    return user === undefined ? undefined : (await people.get(user, withinMs)).name;
  }
  return (message) => namesOn(message, mostPeople, nameOf);
}
