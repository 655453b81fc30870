import { groupOf, isTerminal, statusTable } from '../pipelines/status.ts';
import type { Run, StepRun } from '../pipelines/types.ts';
import { isGone } from './gone-run.ts';

/**
 * What is known of a run after one more report of it. Reports may come late, twice and in any order: what is known never
 * goes back, and an end is final. After the end only what was missing is added: files, numbers, notices, a failure's
 * details.
 */
export function mergeRun(before: Run | undefined, after: Run): Run {
  if (!before || isGone(before)) return { ...after, steps: byId(after.steps) };
  switch (standing(before, after)) {
    case 'newer':
      return { ...after, ...lasting(after, before), steps: mergeSteps(before.steps, after.steps, 'after') };
    case 'stale':
      return { ...before, ...lasting(before, after), steps: mergeSteps(before.steps, after.steps, 'before') };
    case 'addition':
      return {
        ...(before.status === after.status ? { ...after, ...before } : before),
        steps: mergeSteps(before.steps, after.steps, isLonger(after.steps, before.steps) ? 'after' : 'before'),
        metrics: { ...after.metrics, ...before.metrics },
        artifacts: union(before.artifacts, after.artifacts, ({ step, path }) => JSON.stringify([step, path])),
        notices: union(before.notices, after.notices, (notice) => notice),
      };
  }
}

function rankOf({ status }: Run | StepRun): number {
  return statusTable[status].rank;
}

/** What a report is to what is known. Of two equal states of a run the one whose steps are behind is stale. */
function standing(before: Run, after: Run): 'newer' | 'stale' | 'addition' {
  const ahead = rankOf(after) - rankOf(before);
  if (ahead !== 0) return ahead > 0 ? 'newer' : 'stale';
  if (isTerminal(before.status)) return 'addition';
  const known = new Map(before.steps.map((step) => [step.id, rankOf(step)]));
  return after.steps.some((step) => rankOf(step) < (known.get(step.id) ?? 0)) ? 'stale' : 'newer';
}

/** The steps in the order of the leading list, then those that only the other has. A step that has begun never vanishes. */
function mergeSteps(before: readonly StepRun[], after: readonly StepRun[], leading: 'before' | 'after'): StepRun[] {
  const known = new Map(byId(before).map((step) => [step.id, step]));
  const reported = new Map(byId(after).map((step) => [step.id, step]));
  const [first, second] = leading === 'before' ? [known, reported] : [reported, known];
  const both = [...first.values()].map((step) => {
    const [earlier, later] = [known.get(step.id), reported.get(step.id)];
    return earlier && later ? mergeStep(earlier, later) : step;
  });
  // A plan that changed may have dropped a step that only waited.
  return [...both, ...[...second.values()].filter(({ id, status }) => !first.has(id) && groupOf(status) !== 'waiting')];
}

function mergeStep(before: StepRun, after: StepRun): StepRun {
  const ahead = rankOf(after) - rankOf(before);
  if (ahead < 0) return { ...before, ...start(before, after) };
  if (ahead > 0 || !isTerminal(before.status)) return { ...after, ...start(after, before) };
  if (before.status !== after.status) return before;
  const failure = before.failure && after.failure && { failure: { ...after.failure, ...before.failure } };
  return { ...after, ...before, ...failure };
}

/** A list that names a step twice says the same of it as two reports. */
function byId(steps: readonly StepRun[]): StepRun[] {
  const merged = new Map<string, StepRun>();
  for (const step of steps) {
    const twin = merged.get(step.id);
    merged.set(step.id, twin ? mergeStep(twin, step) : step);
  }
  return [...merged.values()];
}

/** What stays true of a run, also where a report does not say it: when it started, and who asked for its end. */
function lasting(first: Run, second: Run): Pick<Run, 'startedAt' | 'canceled'> {
  const canceled = isGone(first) ? undefined : (first.canceled ?? second.canceled);
  return { ...start(first, second), ...(canceled && { canceled }) };
}

/** When it started stays true, also where a report does not say it. */
function start(first: Run | StepRun, second: Run | StepRun): { startedAt?: number } {
  const startedAt = first.startedAt ?? second.startedAt;
  return startedAt === undefined ? {} : { startedAt };
}

/** The longer list gives the order, so that it does not depend on which report came first. */
function isLonger(list: readonly unknown[], other: readonly unknown[]): boolean {
  return list.length > other.length;
}

function union<Item>(before: readonly Item[], after: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  const [longer, other] = isLonger(after, before) ? [after, before] : [before, after];
  const known = new Set(longer.map(keyOf));
  return [...longer, ...other.filter((item) => !known.has(keyOf(item)))];
}
