import type { Run } from '../src/pipelines/types.ts';
import { aRun, aStep, submittedAt } from '../test/support/a-run.ts';

const steps = ['fetch', 'validate', 'split', 'features', 'train', 'evaluate', 'explain', 'register'];

/** A run of eight steps of which so many are done; runs of different numbers are at different steps. */
export function watchedRun(at: number, done: number): Run {
  const { endedAt: _, ...run } = aRun({
    id: `run-${at}`,
    shortId: at.toString(32).toUpperCase().padStart(4, '0'),
    status: done < steps.length ? 'Running' : 'Completed',
    parameters: [
      { name: 'learning_rate', value: '0.01', default: '0.05' },
      { name: 'epochs', value: '20', default: '10' },
    ],
    tags: { team: 'forecasting' },
    steps: steps.map((name, place) => {
      const status = place < done ? 'Completed' : place === done ? 'Running' : 'NotStarted';
      return aStep({ id: `run-${at}-${name}`, name, status });
    }),
    metrics: { 'train.loss': 0.123, 'train.accuracy': 0.97, 'evaluate.auc': 0.91 },
  });
  return done < steps.length ? run : { ...run, endedAt: submittedAt + 300_000 };
}
