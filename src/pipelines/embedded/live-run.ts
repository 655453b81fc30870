import { join } from 'node:path';
import type { ParameterAssignments, RunParameter } from '../types.ts';
import type { FrozenGraph, FrozenStep } from './frozen-graph.ts';
import type { Home } from './home.ts';
import { createProgress, type Progress, type StepEnd } from './progress.ts';
import { type RunOutcome, stepId } from './run-writes.ts';
import type { RunRow, StepRow } from './schema.ts';
import type { QueuedStep } from './start-step.ts';
import { type StepFolder, stepFolder } from './step-folder.ts';
import type { StepPlace } from './step-values.ts';

/** A step that holds a slot: being prepared, running, or being ended. */
export interface ActiveStep {
  id: string;
  runId: string;
  step: FrozenStep;
  folder: StepFolder;
  attempt: number;
  startedAt: number;
  /** Leader of its process group, once it runs. */
  pid?: number;
  /** Why the service ends it, from the moment it decided so. */
  endedBecause?: string;
}

/** A run that has not ended, as the engine holds it in memory. */
export interface LiveRun {
  id: string;
  experiment: string;
  graph: FrozenGraph;
  place: StepPlace;
  progress: Progress;
  attempts: Map<string, number>;
  active: Map<string, ActiveStep>;
  /** Steps in line for a slot. */
  queued: Map<string, QueuedStep>;
  ends: Map<string, { status: StepEnd; reason?: string }>;
  canceled?: { by: string; why?: string };
  /** Steps that are over and whose files are being collected. */
  closing: number;
  /** When the last of its steps so far was over. */
  lastEnd: number;
  /** One of its steps has been handed to the machine before. */
  started: boolean;
  folderOf(step: string, attempt: number): StepFolder;
}

/** Builds the engine's view of a run from its rows. Steps in `taken` are in the machine's hands already. */
export function liveRun(
  home: Home,
  row: RunRow,
  steps: readonly StepRow[],
  graph: FrozenGraph,
  taken: ReadonlySet<string>,
): LiveRun {
  const positions = new Map(graph.steps.map(({ name }, position) => [name, position]));
  const attempts = new Map(steps.map(({ name, attempt }) => [name, attempt]));
  const byName = new Map(graph.steps.map((step) => [step.name, step]));
  const ends = new Map<string, { status: StepEnd; reason?: string }>();
  for (const { name, status, reason } of steps) {
    if (isEnd(status)) ends.set(name, { status, ...(reason !== null && { reason }) });
  }
  const runFolder = join(home.runs, row.shortId);
  const given = JSON.parse(row.givenJson) as ParameterAssignments;

  function stepNamed(name: string): FrozenStep {
    const step = byName.get(name);
    if (!step) throw new Error(`run ${row.id} has no step ${name}`);
    return step;
  }

  function folderOf(step: string, attempt: number): StepFolder {
    return stepFolder(runFolder, positions.get(step) ?? 0, step, attempt);
  }

  return {
    id: row.id,
    experiment: row.experiment,
    graph,
    place: {
      home,
      graph,
      parameters: JSON.parse(row.parametersJson) as RunParameter[],
      given: new Set(Object.keys(given)),
      stepNamed,
      stepId: (step) => stepId(row.id, positions.get(step) ?? 0),
      artifactsOf: (step) => folderOf(step, attempts.get(step) ?? 1).artifacts,
    },
    progress: createProgress(graph, { ended: new Map([...ends].map(([name, { status }]) => [name, status])), taken }),
    attempts,
    active: new Map(),
    queued: new Map(),
    ends,
    closing: 0,
    lastEnd: row.submittedAt,
    started: row.startedAt !== null,
    ...(row.cancelBy !== null && {
      canceled: { by: row.cancelBy, ...(row.cancelWhy !== null && { why: row.cancelWhy }) },
    }),
    folderOf,
  };
}

/** True when nothing of the run runs, can start, or is being collected. */
export function isOver(run: LiveRun): boolean {
  return run.closing === 0 && run.progress.isOver();
}

/** How a run that is over counts. */
export function outcomeOf(run: LiveRun): RunOutcome {
  const endedAt = run.lastEnd;
  const ends = [...run.ends];
  const unfinished = ends.find(([, { status }]) => status !== 'Completed');
  if (!unfinished) return { status: 'Completed', endedAt };
  if (run.canceled) return { status: 'Canceled', endedAt, reason: cancelWords(run.canceled) };
  if (ends.some(([, { status }]) => status === 'Failed')) return { status: 'Failed', endedAt };
  const [name, { reason }] = unfinished;
  return { status: 'Failed', endedAt, reason: `${name} ${reason ?? 'was canceled'}` };
}

/** Why every step of the run that still runs must end: it was canceled, or a failure stops the whole run. */
export function endingWords(run: LiveRun): string | undefined {
  if (run.canceled) return cancelWords(run.canceled);
  if (run.graph.continueOnStepFailure) return undefined;
  const [failed] = [...run.ends].find(([, { status }]) => status !== 'Completed') ?? [];
  return failed === undefined ? undefined : `stopped because ${failed} did not complete`;
}

/** `canceled by terminal:ada: wrong data`. */
export function cancelWords({ by, why }: { by: string; why?: string }): string {
  return why === undefined ? `canceled by ${by}` : `canceled by ${by}: ${why}`;
}

function isEnd(status: string): status is StepEnd {
  return status === 'Completed' || status === 'Failed' || status === 'Canceled';
}
