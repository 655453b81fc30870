import type { Run } from '../pipelines/types.ts';

/** What channels can hear of, as people write it after `on=`. */
export const eventKinds = ['started', 'finished', 'failed', 'canceled', 'compute-failed'] as const;
export type EventKind = (typeof eventKinds)[number];

/** What a subscription without `on=` hears of: every end, and trouble with a machine. */
export const standardEvents: readonly EventKind[] = ['finished', 'failed', 'canceled', 'compute-failed'];

/** Something that happened to a run. `finished` is an end without failure; `run` is the run as it was known then. */
export type RunEvent =
  | { kind: Exclude<EventKind, 'compute-failed'>; run: Run }
  | { kind: 'compute-failed'; run: Run; step: string; target: string; cause: string };
