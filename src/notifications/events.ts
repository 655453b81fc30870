import { isTerminal } from '../pipelines/status.ts';
import type { Run } from '../pipelines/types.ts';

/** What channels can hear of, as people write it after `on=`. */
export const eventKinds = ['started', 'finished', 'failed', 'canceled', 'compute-failed'] as const;
export type EventKind = (typeof eventKinds)[number];

/** The events that end a run. */
export const ends = ['finished', 'failed', 'canceled'] as const satisfies readonly EventKind[];

/** True for an event that ends a run. */
export function isEnd(kind: EventKind): boolean {
  return ends.some((end) => end === kind);
}

/** What a subscription without `on=` hears of: every end, and trouble with a machine. */
export const standardEvents: readonly EventKind[] = ['finished', 'failed', 'canceled', 'compute-failed'];

/** Something that happened to a run. `finished` is an end without failure; `run` is the run as it was known then. */
export type RunEvent =
  | { kind: Exclude<EventKind, 'compute-failed'>; run: Run }
  | { kind: 'compute-failed'; run: Run; step: string; target: string; cause: string };

/** When it happened, in milliseconds since 1970, as far as the service says; an end is never taken for newer than it is. */
export function momentOf({ kind, run }: RunEvent, now: number): number {
  if (kind === 'started') return run.startedAt ?? run.submittedAt;
  return run.endedAt ?? (isTerminal(run.status) ? run.submittedAt : now);
}
