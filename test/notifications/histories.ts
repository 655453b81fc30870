import fc from 'fast-check';
import type { RunStatus } from '../../src/pipelines/status.ts';
import type { Artifact, Run, StepRun } from '../../src/pipelines/types.ts';
import { aRun, submittedAt } from '../support/a-run.ts';

interface PlannedStep {
  end: Extract<RunStatus, 'Completed' | 'Failed' | 'Canceled'>;
  /** Whether reports name it before it has begun. */
  foreseen: boolean;
  computeFails: boolean;
}

interface Plan {
  steps: readonly PlannedStep[];
  /** Which step does something next. */
  moves: readonly number[];
  isCanceled: boolean;
  /** Reports after the end that add to it. */
  lateReports: number;
}

const phases = ['NotStarted', 'Queued', 'Preparing', 'Running'] as const;

/** Every report of one run, in the order in which a service would make them; the last ones say how it ended. */
export const aHistory: fc.Arbitrary<readonly Run[]> = fc
  .record({
    steps: fc.array(
      fc.record({
        end: fc.constantFrom('Completed' as const, 'Failed' as const, 'Canceled' as const),
        foreseen: fc.boolean(),
        computeFails: fc.boolean(),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    moves: fc.array(fc.nat(3), { maxLength: 8 }),
    isCanceled: fc.boolean(),
    lateReports: fc.nat(2),
  })
  .map(reportsOf);

/** The history in any order, each report told once or more often. */
export function inAnyOrder(history: readonly Run[]): fc.Arbitrary<readonly Run[]> {
  return fc
    .array(fc.nat(history.length - 1), { maxLength: history.length })
    .chain((again) => {
      const told = [...history, ...again.flatMap((index) => history[index] ?? [])];
      return fc.shuffledSubarray(told, { minLength: told.length, maxLength: told.length });
    })
    .map((told) => told.map((run) => structuredClone(run)));
}

function reportsOf({ steps, moves, isCanceled, lateReports }: Plan): readonly Run[] {
  const progress = steps.map(() => 0);
  const report = (status: RunStatus, late = 0): Run => ({
    ...startOf(progress.some((done) => done >= 2)),
    status,
    ...(status === 'Queued' && { reason: 'waits for a node' }),
    ...(isEnd(status) && { endedAt: submittedAt + 900_000 }),
    steps: [
      // Planned at first, and dropped when the run begins.
      ...(status === 'Queued' ? [{ id: 'plan', name: 'plan', status: 'NotStarted' as const }] : []),
      ...steps.flatMap((step, index) => stepAt(step, index, progress[index] ?? 0, late)),
    ],
    metrics: metricsAt(progress, late),
    artifacts: progress.flatMap((done, index): Artifact[] =>
      done > 3 ? [{ step: `s${index}`, path: 'a', size: 1 }] : [],
    ),
    notices: late > 0 ? ['compute gpu → local'] : [],
  });
  const reports = [report('Queued')];
  for (const move of moves) {
    const at = move % steps.length;
    progress[at] = Math.min(4, (progress[at] ?? 0) + 1);
    reports.push(report(progress.every((done) => done < 2) ? 'Queued' : 'Running'));
  }
  if (isCanceled) reports.push(report('CancelRequested'));
  progress.fill(4);
  const end = isCanceled ? 'Canceled' : steps.some((step) => step.end === 'Failed') ? 'Failed' : 'Completed';
  for (let late = 0; late <= lateReports; late += 1) reports.push(report(end, late));
  return reports;
}

function startOf(hasBegun: boolean): Run {
  const { startedAt, endedAt, ...run } = aRun();
  return hasBegun ? { ...run, startedAt: submittedAt + 1_000 } : run;
}

function stepAt(plan: PlannedStep, index: number, done: number, late: number): StepRun[] {
  if (done === 0 && !plan.foreseen) return [];
  const step: StepRun = { id: `run-0001_${index}`, name: `s${index}`, status: phases[done] ?? plan.end };
  if (done >= 2) step.startedAt = submittedAt + 1_000 * (index + 1);
  if (done === 1) step.reason = 'in line';
  if (done < 4) return [step];
  step.endedAt = submittedAt + 60_000 * (index + 1);
  if (plan.end !== 'Failed') return [step];
  const compute = plan.computeFails ? { compute: { target: 'gpu', cause: 'no node' } } : {};
  // The log of a failure may be readable later than the failure.
  return late === 0 ? [step] : [{ ...step, failure: { cause: 'no column', logTail: ['no column'], ...compute } }];
}

/** As services name them: a number that a second step logs too gets its step's name. */
function metricsAt(progress: readonly number[], late: number): Record<string, number> {
  const logging = progress.flatMap((done, index) => (done > 2 ? [{ name: `s${index}`, value: 1 / done }] : []));
  const [only, ...others] = logging;
  const loss =
    only && others.length === 0
      ? { loss: only.value }
      : Object.fromEntries(logging.map(({ name, value }) => [`${name}.loss`, value]));
  return late > 0 ? { ...loss, accuracy: 0.9 } : loss;
}

function isEnd(status: RunStatus): boolean {
  return status === 'Completed' || status === 'Failed' || status === 'Canceled';
}
