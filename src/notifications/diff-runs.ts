import { groupOf, isTerminal } from '../pipelines/status.ts';
import type { Run, StepRun } from '../pipelines/types.ts';
import type { RunEvent } from './events.ts';
import { isGone } from './gone-run.ts';

/**
 * What happened to a run between what was known of it and what is known now (`mergeRun`). Over any history of reports
 * each event is told once: a run that is first seen at its end has started and ended.
 */
export function diffRun(before: Run | undefined, after: Run): readonly RunEvent[] {
  const wasOver = before !== undefined && isTerminal(before.status) && !isGone(before);
  const events: RunEvent[] = [];
  if (!wasOver && !(before && hasBegun(before)) && hasBegun(after)) events.push({ kind: 'started', run: after });
  events.push(...computeFailures(before, after));
  if (!wasOver) events.push(...endOf(after));
  return events;
}

/** A run that is canceled while it waits, or cannot be started at all, has not begun. */
function hasBegun({ status, startedAt }: Run): boolean {
  const group = groupOf(status);
  return startedAt !== undefined || group === 'succeeded' || (group === 'running' && status !== 'CancelRequested');
}

/** How the run ended; nothing while it goes on. */
export function endOf(run: Run): RunEvent[] {
  const group = groupOf(run.status);
  switch (group) {
    case 'succeeded':
      return [{ kind: 'finished', run }];
    case 'failed':
    case 'canceled':
      return [{ kind: group, run }];
    case 'waiting':
    case 'running':
      return [];
    default:
      return group satisfies never;
  }
}

/** One event for each trouble that a run met, however many of its steps met the same. */
function computeFailures(before: Run | undefined, run: Run): RunEvent[] {
  const told = new Set(before?.steps.map(troubleOf));
  return run.steps.flatMap((step): RunEvent[] => {
    const trouble = troubleOf(step);
    if (!step.failure?.compute || told.has(trouble)) return [];
    told.add(trouble);
    return [{ kind: 'compute-failed', run, step: step.name, ...step.failure.compute }];
  });
}

function troubleOf({ failure }: StepRun): string | undefined {
  return failure?.compute && JSON.stringify([failure.compute.target, failure.compute.cause]);
}
