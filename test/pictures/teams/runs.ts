import type { Run } from '../../../src/pipelines/types.ts';
import { aRun, aStep, submittedAt } from '../../support/a-run.ts';

/** Who asks in the pictures, and a colleague. */
export const ada = 'teams:6f1c3d5e-0b7a-4c7e-9a57-2f9d1f6c8a10';
const grace = 'teams:0b7a4c7e-6f1c-4d5e-8a57-2f9d1f6c8a11';

/** The name of a person by key. */
export function nameOf(key: string): string | undefined {
  return { [ada]: 'Ada Lovelace', [grace]: 'Grace Hopper' }[key];
}

const second = 1_000;
const usual = { submittedBy: ada, version: 12, usualMs: 14 * 60 * second, experiment: 'nightly' };
const parameters = [
  { name: 'lr', value: '0.05', default: '0.01' },
  { name: 'region', value: 'eu' },
];

function unstarted(name: string) {
  return { id: name, name, status: 'NotStarted' } as const;
}

const prepared = aStep({ name: 'prepare', endedAt: submittedAt + 12 * second });

const { startedAt: _started, endedAt: _ended, ...unbegun } = aRun({ ...usual, parameters, status: 'Queued' });
const { endedAt: _, ...begun } = aRun({
  ...usual,
  parameters,
  status: 'Running',
  metrics: { val_auc: 0.871, loss: 0.212 },
});
const { endedAt: _going, ...going } = aStep({ name: 'train', status: 'Running', startedAt: submittedAt + 12 * second });

export const queued: Run = {
  ...unbegun,
  reason: 'waits for a machine of cpu-cluster',
  steps: ['prepare', 'train', 'evaluate', 'report'].map(unstarted),
};

export const running: Run = { ...begun, steps: [prepared, going, unstarted('evaluate'), unstarted('report')] };

export const failed: Run = aRun({
  ...usual,
  parameters,
  status: 'Failed',
  steps: [
    prepared,
    aStep({
      name: 'train',
      status: 'Failed',
      startedAt: submittedAt + 12 * second,
      failure: {
        cause: "KeyError: 'label'",
        exitCode: 1,
        logTail: [
          'reading 48,000 rows from orders v43',
          'Traceback (most recent call last):',
          '  File "train.py", line 41, in <module>',
          '    main()',
          '  File "train.py", line 22, in main',
          "    y = frame['label']",
          "KeyError: 'label'",
        ],
      },
    }),
    { ...unstarted('evaluate'), status: 'Canceled', reason: 'needs train, which failed' },
    { ...unstarted('report'), status: 'Canceled', reason: 'needs train, which failed' },
  ],
});

export const succeeded: Run = aRun({
  ...usual,
  parameters,
  repeats: { runId: 'run-0000', shortId: '6XZ2' },
  steps: [
    prepared,
    aStep({ name: 'train', startedAt: submittedAt + 12 * second, endedAt: submittedAt + 250 * second }),
    aStep({ name: 'evaluate', startedAt: submittedAt + 250 * second, endedAt: submittedAt + 290 * second }),
    aStep({ name: 'report', startedAt: submittedAt + 290 * second, endedAt: submittedAt + 300 * second }),
  ],
  metrics: { val_auc: 0.874, loss: 0.2, rows: 48_000 },
  artifacts: [
    { step: 'train', path: 'outputs/model.pkl', size: 4_200_000 },
    { step: 'report', path: 'outputs/report.html', size: 84_000 },
  ],
  notices: ['compute cpu-cluster → local'],
});

export const canceled: Run = aRun({
  ...usual,
  parameters,
  status: 'Canceled',
  canceled: { by: grace, why: 'wrong data' },
  steps: [prepared, aStep({ name: 'train', status: 'Canceled' }), { ...unstarted('report'), status: 'Canceled' }],
});

export const huge: Run = {
  ...begun,
  steps: Array.from({ length: 500 }, (_, at) =>
    at === 250
      ? aStep({ name: 'part-250', status: 'Failed', failure: { cause: 'out of memory', exitCode: 137, logTail: [] } })
      : aStep({ id: String(at), name: `part-${at}`, ...(at > 490 && { status: 'Running' }) }),
  ),
};

/** Whoever names pipelines, parameters and steps, or writes logs, is not to be trusted. */
export const hostile: Run = aRun({
  ...usual,
  pipeline: '**churn** [portal](https://evil.example)',
  status: 'Failed',
  parameters: [
    { name: '<at>Ada</at>', value: '![x](https://evil.example/x.png) <b>bold</b> {{DATE(2026-11-20T09:30:00Z)}}' },
  ],
  steps: [
    aStep({
      name: '\u202egnirts a # _under_ `code` ${rs:title} &lt;b&gt; \\[x\\](y)',
      status: 'Failed',
      failure: {
        cause: 'a\nb\u0007 <script>alert(1)</script> https://evil.example',
        logTail: ['```', '- Succeeded in 3 s', '[Log in](https://evil.example)', '<at>everyone</at>', '1. | a | b |'],
      },
    }),
  ],
});
