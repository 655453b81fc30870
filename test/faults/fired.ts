import { type FaultName, faultTable } from './fault-table.ts';
import { noteForProof } from './proof-notes.ts';
import { seed } from './seeded.ts';

export type { FaultName } from './fault-table.ts';

/** Counts which of the faults that a test brings about really happened. */
export interface Fired {
  (name: FaultName): void;
  /** Tells the reader of the tests, and the proof, how often each fault happened, and answers those that never did. */
  tell(title: string): FaultName[];
  /** Those that have not happened yet. */
  never(): FaultName[];
}

/** For a test that must see each of these faults at least once. */
export function countFired(...names: readonly FaultName[]): Fired {
  const counts = new Map<FaultName, number>(names.map((name) => [name, 0]));
  const fired = (name: FaultName) => void counts.set(name, (counts.get(name) ?? 0) + 1);
  const never = () => names.filter((name) => counts.get(name) === 0);
  return Object.assign(fired, {
    never,
    tell(title: string) {
      const lines = [...counts].map(([name, count]) => `  ${name} ${faultTable[name]}: ${count} times, seed ${seed}`);
      process.stdout.write(`${[title, ...lines].join('\n')}\n`);
      noteForProof(...[...counts].map(([name, count]) => ({ kind: 'fault', name, count, seed }) as const));
      return never();
    },
  });
}
