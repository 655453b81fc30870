/** The faults of the plan (F1…F36) that a process between two stand-ins can meet, in words. */
const faultTable = {
  F1: 'limited, with any Retry-After or none',
  F2: 'the platform answers 503 for a while',
  F3: 'taken, then the connection breaks, or 500',
  F4: 'the connection breaks before anything is taken',
  F5: 'an answer that is no JSON',
  F6: 'no answer at all',
  F11: 'a request delivered up to four times, in any order',
  F12: 'a request that is not acknowledged comes again',
  F18: 'kill -9 at any moment',
  F20: 'old states of a run reported again after newer ones',
  F26: 'a message deleted before it is edited',
  F36: 'nobody says that something changed: only looking helps',
} as const;

export type FaultName = keyof typeof faultTable;

/** Counts which faults really happened. */
export interface Fired {
  (name: FaultName): void;
  /** One line for each fault. */
  lines(): string[];
  /** Those that never happened. */
  never(): FaultName[];
}

export function countFired(seed: number): Fired {
  const counts = new Map<FaultName, number>();
  const names = Object.keys(faultTable) as FaultName[];
  const fired = (name: FaultName) => void counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.assign(fired, {
    lines: () => names.map((name) => `${name} ${faultTable[name]}: ${counts.get(name) ?? 0} times, seed ${seed}`),
    never: () => names.filter((name) => !counts.has(name)),
  });
}
