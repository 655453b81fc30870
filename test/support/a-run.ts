import type { Run, StepRun } from '../../src/pipelines/types.ts';

export const submittedAt = Date.parse('2026-11-20T09:30:00Z');

/** A run that completed in five minutes, unless told otherwise. */
export function aRun(run: Partial<Run> = {}): Run {
  return {
    id: 'run-0001',
    shortId: '7Q3K',
    pipeline: 'churn',
    experiment: 'nightly',
    status: 'Completed',
    submittedBy: 'slack:T1/U1',
    submittedAt,
    startedAt: submittedAt,
    endedAt: submittedAt + 300_000,
    parameters: [],
    tags: {},
    steps: [aStep()],
    metrics: {},
    artifacts: [],
    notices: [],
    ...run,
  };
}

export function aStep(step: Partial<StepRun> = {}): StepRun {
  const times = { startedAt: submittedAt, endedAt: submittedAt + 200_000 };
  return { id: 'step-0001', name: 'train', status: 'Completed', ...times, ...step };
}
