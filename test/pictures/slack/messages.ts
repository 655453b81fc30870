import { basename } from 'node:path/posix';
import { alertCard } from '../../../src/cards/alert-card.ts';
import type { Card } from '../../../src/cards/card.ts';
import { cardOf } from '../../../src/cards/card-of.ts';
import { incidentCard } from '../../../src/cards/incident-card.ts';
import { withButton } from '../../../src/cards/with-button.ts';
import type { Outgoing } from '../../../src/chat/platform.ts';
import type { Reply } from '../../../src/commands/reply.ts';
import type { RunStatus } from '../../../src/pipelines/status.ts';
import type { Run, StepRun } from '../../../src/pipelines/types.ts';
import { publicLinks } from '../../../src/wiring/public-links.ts';
import { aRun, aStep, submittedAt } from '../../support/a-run.ts';

/** A message to draw, and the name of its picture. */
export interface Drawn {
  name: string;
  outgoing: Outgoing;
  progress: 'classic' | 'plan';
}

const now = submittedAt + 260_000;
const second = 1000;
const links = publicLinks('https://pipehand.example.com');

function step(name: string, status: RunStatus, from: number, to?: number, more: Partial<StepRun> = {}): StepRun {
  const { endedAt: _, ...begun } = aStep({ id: name, name, status, startedAt: submittedAt + from * second, ...more });
  return to === undefined ? begun : { ...begun, endedAt: submittedAt + to * second };
}

function notStarted(...names: string[]): StepRun[] {
  return names.map((name) => ({ id: name, name, status: 'NotStarted' }));
}

const parameters = [
  { name: 'lr', value: '0.05', default: '0.01' },
  { name: 'region', value: 'emea', default: 'all' },
];

const { startedAt: _, endedAt: __, ...submitted } = aRun({ version: 12, parameters, usualMs: 840_000 });
const going = { ...submitted, startedAt: submittedAt + 5 * second };

const queued: Run = {
  ...submitted,
  status: 'Queued',
  reason: 'cpu-cluster is starting two machines',
  steps: notStarted('prepare', 'split', 'train', 'evaluate', 'report'),
};

const running: Run = {
  ...going,
  status: 'Running',
  steps: [
    step('prepare', 'Completed', 5, 5, { reason: 'reused from run 6XZ2' }),
    step('split', 'Completed', 6, 18),
    step('train', 'Running', 20),
    ...notStarted('evaluate', 'report'),
  ],
  metrics: { val_auc: 0.8712, loss: 0.212 },
};

const failed: Run = {
  ...going,
  status: 'Failed',
  endedAt: submittedAt + 250 * second,
  steps: [
    step('prepare', 'Completed', 5, 5, { reason: 'reused from run 6XZ2' }),
    step('split', 'Completed', 6, 18),
    step('train', 'Completed', 20, 230),
    step('evaluate', 'Failed', 231, 250, {
      failure: {
        cause: "KeyError: 'label'",
        exitCode: 1,
        logTail: [
          'Reading /data/orders/v43.parquet: 182 004 rows',
          'Traceback (most recent call last):',
          '  File "src/evaluate.py", line 31, in <module>',
          '    truth = frame["label"]',
          "KeyError: 'label'",
        ],
      },
    }),
    { id: 'report', name: 'report', status: 'Canceled', reason: 'needs evaluate, which failed' },
  ],
};

const succeeded: Run = {
  ...going,
  status: 'Completed',
  endedAt: submittedAt + 822 * second,
  steps: [
    step('prepare', 'Completed', 5, 5, { reason: 'reused from run 6XZ2' }),
    step('split', 'Completed', 6, 18),
    step('train', 'Completed', 20, 760),
    step('evaluate', 'Completed', 761, 800),
    step('report', 'Completed', 801, 822),
  ],
  metrics: { val_auc: 0.8834, val_accuracy: 0.9121, loss: 0.1877 },
  artifacts: [
    { step: 'train', path: 'outputs/model.pkl', size: 4_200_000 },
    { step: 'evaluate', path: 'outputs/roc.png', size: 48_200 },
    { step: 'report', path: 'outputs/report.html', size: 91_000 },
  ],
};

const canceled: Run = {
  ...going,
  status: 'Canceled',
  endedAt: submittedAt + 130 * second,
  canceled: { by: 'slack:T1/U2', why: 'wrong data' },
  steps: [
    step('prepare', 'Completed', 5, 15),
    step('split', 'Completed', 16, 30),
    step('train', 'Canceled', 31, 130),
    ...['evaluate', 'report'].map((name) => ({
      id: name,
      name,
      status: 'Canceled' as const,
      reason: 'the run was canceled',
    })),
  ],
};

const folded: Run = {
  ...going,
  status: 'Running',
  steps: Array.from({ length: 40 }, (_, at) => {
    if (at === 17)
      return step('score-region-17', 'Failed', 90, 120, { failure: { cause: 'out of memory', logTail: [] } });
    if (at > 30) return step(`score-region-${at}`, 'NotStarted', 0);
    return at > 27 ? step(`score-region-${at}`, 'Running', 200) : step(`score-region-${at}`, 'Completed', 5, 60);
  }),
};

const log = Array.from({ length: 24 }, (_, at) => {
  const [epoch, loss] = [String(at + 1).padStart(2), (1 / (at + 2) + 0.15).toFixed(4)];
  const time = new Date(submittedAt + at * 7 * second).toISOString().slice(0, 19).replace('T', ' ');
  return `${time}  epoch ${epoch}/24  loss ${loss}`;
});

function message(name: string, card: Card, more: Partial<Outgoing> & { progress?: 'plan' } = {}): Drawn {
  const { progress = 'classic', ...outgoing } = more;
  return { name, outgoing: { marker: name, card, ...outgoing }, progress };
}

function reply(name: string, what: Reply, more: Parameters<typeof message>[2] = {}): Drawn {
  return message(name, cardOf(what, now, links), more);
}

/** An answer that only its asker sees, with what the platform adds to it. */
function whisper(name: string, what: Reply, ...files: string[]): Drawn {
  const labels = [...files, 'Share to channel'];
  const buttons = labels.map((label) => ({ label, line: `${name} --share` }));
  return message(name, buttons.reduce(withButton, cardOf(what, now, links)));
}

const list: Run[] = [
  { ...running, shortId: '7Q3K' },
  { ...failed, shortId: '7Q2M', submittedBy: 'slack:T1/U2' },
  { ...succeeded, shortId: '7PZ8', pipeline: 'train-and-score' },
  { ...canceled, shortId: '7PZ1', pipeline: 'orders-weekly' },
];

/** Every state that a card can be in. */
export const messages: readonly Drawn[] = [
  reply('queued', { kind: 'run', run: queued }),
  reply('running', { kind: 'run', run: running }),
  reply('running-plan', { kind: 'run', run: running }, { progress: 'plan' }),
  reply('failed', { kind: 'run', run: failed }),
  reply('failed-plan', { kind: 'run', run: failed }, { progress: 'plan' }),
  reply('succeeded', { kind: 'run', run: succeeded }),
  reply('canceled', { kind: 'run', run: canceled }),
  reply('forty-steps', { kind: 'run', run: folded }),
  reply('forty-steps-plan', { kind: 'run', run: folded }, { progress: 'plan' }),
  message('alert', alertCard(failed, now, links), { mention: 'slack:T1/U1' }),
  message('repeated', alertCard(failed, now, links), { mention: 'slack:T1/U1', isRepeat: true }),
  reply('problem', {
    kind: 'problem',
    code: 'unknown-parameter',
    message: 'churn has no parameter lrr.',
    details: ['run churn lrr=0.05', '          ^^^ did you mean lr?'],
    fix: 'run churn lr=0.05',
  }),
  whisper('list', { kind: 'runs', runs: list, filters: [] }),
  whisper(
    'log',
    {
      kind: 'log',
      run: { id: 'run-0001', shortId: '7Q3K', pipeline: 'churn' },
      log: { step: 'train', lines: log, omitted: 48_200 },
    },
    'Send the whole log as a file',
  ),
  whisper(
    'artifacts',
    {
      kind: 'artifacts',
      run: { id: 'run-0001', shortId: '7Q3K', pipeline: 'churn' },
      artifacts: succeeded.artifacts,
    },
    ...succeeded.artifacts.map(({ path }) => `Send ${basename(path)}`),
  ),
  reply('subscribed', {
    kind: 'subscribed',
    subscription: {
      id: 'a1',
      channel: { platform: 'slack', tenant: 'T1', id: 'C1' },
      pipeline: 'churn',
      events: ['finished', 'failed', 'canceled', 'compute-failed'],
      filters: { experiment: 'nightly' },
      mention: 'owner',
      threads: true,
      createdBy: 'slack:T1/U1',
      createdAt: submittedAt,
    },
    isNew: true,
    lastWeek: { runs: 21, failed: 3, isWhole: true },
  }),
  message(
    'incident',
    incidentCard(
      {
        target: 'gpu-1',
        cause: 'the disk is full',
        openedAt: submittedAt,
        lastAt: now,
        runCount: 23,
        runs: list.map(({ id, shortId, pipeline, submittedBy }) => ({
          id,
          shortId,
          pipeline,
          submittedBy,
          step: 'train',
        })),
      },
      links,
    ),
  ),
];
