import type { RunStatus } from '../status.ts';

/** What the order of a run depends on: its steps as written, and what each needs. */
interface OrderedGraph {
  steps: readonly { name: string; needs: readonly string[] }[];
  continueOnStepFailure: boolean;
}

/** How a step ended. */
export type StepEnd = Extract<RunStatus, 'Completed' | 'Failed' | 'Canceled'>;

/** A step that will never be started, and why in words. */
export interface Skipped {
  name: string;
  reason: string;
}

/** What the database knows of a run's steps: how some ended, and which were handed to the machine. */
export interface KnownSteps {
  ended: ReadonlyMap<string, StepEnd>;
  taken: ReadonlySet<string>;
}

/** Where a run stands: which step may start next, and what follows when one ends. It has no effects of its own. */
export interface Progress {
  /** Takes the next step that may start, in the order written; undefined when none may now. */
  take(): string | undefined;
  /** The steps likely to start next, at most `limit`: those that may, then those that wait only for running ones. */
  upcoming(limit: number): readonly string[];
  /** A taken step ended: answers the steps that will now never start. */
  end(name: string, how: StepEnd): readonly Skipped[];
  /** Gives up every step that was not taken. */
  skipRest(reason: string): readonly Skipped[];
  /** True when no step runs and none can start any more. */
  isOver(): boolean;
}

/** The progress of a run, fresh or as it stood before a restart. Each operation costs time only for the steps it touches. */
export function createProgress(graph: OrderedGraph, known: KnownSteps): Progress {
  const position = new Map(graph.steps.map((step, index) => [step.name, index]));
  const needsOf = new Map(graph.steps.map(({ name, needs }) => [name, [...new Set(needs)]]));
  const missing = new Map<string, number>();
  const neededBy = new Map<string, string[]>(graph.steps.map((step) => [step.name, []]));
  const pending = new Set<string>();
  const running = new Set(known.taken);
  const ready: string[] = [];

  for (const { name } of graph.steps) {
    const open = (needsOf.get(name) ?? []).filter((need) => known.ended.get(need) !== 'Completed');
    for (const need of open) neededBy.get(need)?.push(name);
    missing.set(name, open.length);
    if (known.ended.has(name) || running.has(name)) continue;
    pending.add(name);
    if (open.length === 0) ready.push(name);
  }

  function insertReady(name: string): void {
    const place = position.get(name) ?? 0;
    let at = ready.length;
    while (at > 0 && (position.get(ready[at - 1] ?? '') ?? 0) > place) at -= 1;
    ready.splice(at, 0, name);
  }

  function release(name: string): void {
    for (const next of neededBy.get(name) ?? []) {
      const left = (missing.get(next) ?? 0) - 1;
      missing.set(next, left);
      if (left === 0 && pending.has(next)) insertReady(next);
    }
  }

  function waitsOnlyForRunning(name: string): boolean {
    const open = missing.get(name) ?? 0;
    return open <= running.size && (needsOf.get(name) ?? []).filter((need) => running.has(need)).length === open;
  }

  function skipDependents(name: string, words: string): Skipped[] {
    const skipped: Skipped[] = [];
    const queue = [name];
    for (const at of queue) {
      for (const next of neededBy.get(at) ?? []) {
        if (!pending.delete(next)) continue;
        skipped.push({ name: next, reason: `needs ${name}, which ${words}` });
        queue.push(next);
      }
    }
    return skipped;
  }

  function skipRest(reason: string): Skipped[] {
    const skipped = graph.steps.filter((step) => pending.delete(step.name)).map(({ name }) => ({ name, reason }));
    ready.length = 0;
    return skipped;
  }

  return {
    take() {
      const name = ready.shift();
      if (name === undefined) return undefined;
      pending.delete(name);
      running.add(name);
      return name;
    },
    upcoming(limit) {
      const names = ready.slice(0, limit);
      for (const name of running) {
        for (const next of neededBy.get(name) ?? []) {
          if (names.length >= limit) return names;
          if (pending.has(next) && !names.includes(next) && waitsOnlyForRunning(next)) names.push(next);
        }
      }
      return names;
    },
    end(name, how) {
      running.delete(name);
      if (how === 'Completed') {
        release(name);
        return [];
      }
      const words = how === 'Failed' ? 'failed' : 'was canceled';
      const skipped = skipDependents(name, words);
      return graph.continueOnStepFailure ? skipped : [...skipped, ...skipRest(`stopped because ${name} ${words}`)];
    },
    skipRest,
    isOver: () => running.size === 0 && pending.size === 0,
  };
}
