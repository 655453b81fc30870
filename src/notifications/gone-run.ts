import { isTerminal } from '../pipelines/status.ts';
import type { Run } from '../pipelines/types.ts';

const reason = 'no longer available: the service does not know this run any more';

/** A run that its service lost, as people are told of it once: nobody knows how it ended, so it counts as canceled. */
export function asGone(run: Run, now: number): Run {
  // Whoever asked for its end did not get it.
  const { canceled: _, ...rest } = run;
  const steps = run.steps.map((step) =>
    isTerminal(step.status) ? step : { ...step, status: 'Canceled' as const, endedAt: now },
  );
  return { ...rest, status: 'Canceled', reason, endedAt: now, steps };
}

/** True for a run that was told of as lost: what its service may say of it later is the truth. */
export function isGone(run: Run): boolean {
  return run.reason === reason;
}
