import type { Outgoing } from '../platform.ts';
import { peopleOn } from './people-on.ts';

/** Milliseconds that a message waits for names; without them people are called by their ids. */
const waitFor = 1_500;

/**
 * The names of the first `most` people on a message, by key. `nameOf` asks for one within so many milliseconds; whoever it
 * throws for, or does not know, has no name here.
 */
export async function namesOn(
  { card, mention }: Pick<Outgoing, 'card' | 'mention'>,
  most: number,
  nameOf: (key: string, withinMs: number) => Promise<string | undefined>,
): Promise<ReadonlyMap<string, string>> {
  const keys = new Set([...(mention === undefined ? [] : [mention]), ...peopleOn(card)]);
  const names = [...keys].slice(0, most).map(async (key): Promise<[string, string][]> => {
    const name = await nameOf(key, waitFor).catch(() => undefined);
    return name === undefined ? [] : [[key, name]];
  });
  return new Map((await Promise.all(names)).flat());
}
