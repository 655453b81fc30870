/** Numbers from 0 to 1 that are the same for the same seed. */
export interface Seeded {
  random(): number;
  /** A whole number from 0 to `below`, exclusive. */
  below(below: number): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  shuffled<Item>(items: readonly Item[]): Item[];
}

/** A test of many processes may take its time on a busy machine. */
export const longTest = { timeout: process.env.PROVE === '1' ? 3_600_000 : 120_000 } as const;

/** The seed of this run; `SEED=n` replays one. */
export const seed = Number(process.env.SEED ?? 20261121);

/** Mulberry32. */
export function seeded(from: number): Seeded {
  let state = from >>> 0;
  function random(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  const below = (limit: number) => Math.floor(random() * limit);
  return {
    random,
    below,
    pick: (items) => items[below(items.length)] ?? items[0],
    shuffled(items) {
      const keyed = items.map((item) => ({ item, key: random() }));
      return keyed.sort((one, other) => one.key - other.key).map(({ item }) => item);
    },
  };
}
