import { alertCard } from '../../../src/cards/alert-card.ts';
import type { Card } from '../../../src/cards/card.ts';
import { cardOf } from '../../../src/cards/card-of.ts';
import { incidentCard } from '../../../src/cards/incident-card.ts';
import type { Outgoing } from '../../../src/chat/platform.ts';
import { withShare } from '../../../src/chat/teams/whisper.ts';
import type { Reply } from '../../../src/commands/reply.ts';
import type { Subscription } from '../../../src/notifications/subscriptions.ts';
import { publicLinks } from '../../../src/wiring/public-links.ts';
import { aRun, submittedAt } from '../../support/a-run.ts';
import { ada, canceled, failed, hostile, huge, queued, running, succeeded } from './runs.ts';

/** A message as people see it in one state. */
export interface CardState {
  name: string;
  outgoing: Outgoing;
  /** A button that is pressed before the picture is taken. */
  press?: string;
}

const now = submittedAt + 260_000;
const minute = 60_000;
const links = publicLinks('https://pipehand.example.com');

function state(name: string, card: Card, more: Partial<Outgoing> & { press?: string } = {}): CardState {
  const { press, ...outgoing } = more;
  return { name, outgoing: { marker: name, card, ...outgoing }, ...(press !== undefined && { press }) };
}

function answer(name: string, reply: Reply): CardState {
  return state(name, cardOf(reply, now, links));
}

/** An answer that came to the asker's own chat, with the line that shares it. */
function whispered(name: string, reply: Reply, share: string): CardState {
  const { outgoing } = answer(name, reply);
  return { name, outgoing: withShare({ ...outgoing, share }) };
}

const listed = [running, failed, succeeded, canceled].map((run, at) => ({ ...run, shortId: `7Q3${'KHGF'[at]}` }));
const ref = { id: 'run-0001', shortId: '7Q3K', pipeline: 'churn' };
const channel = { platform: 'teams', tenant: 't', id: '19:general' } as const;
const subscription: Subscription = {
  id: '4f2a',
  channel,
  pipeline: 'churn',
  filters: { status: ['failed'] },
  events: ['started', 'failed', 'canceled'],
  mention: 'owner',
  threads: true,
  createdBy: succeeded.submittedBy,
  createdAt: submittedAt,
};

/** Every state a card can be in. */
export const cardStates: readonly CardState[] = [
  answer('run-queued', { kind: 'run', run: queued }),
  answer('run-running', { kind: 'run', run: running }),
  state('run-cancel-asks', cardOf({ kind: 'run', run: running }, now, links), { press: 'Cancel run' }),
  answer('run-failed', { kind: 'run', run: failed }),
  state('run-failed-alert', alertCard(failed, now, links), { mention: failed.submittedBy, isRepeat: true }),
  answer('run-succeeded', { kind: 'run', run: succeeded }),
  answer('run-canceled', { kind: 'run', run: canceled }),
  answer('run-500-steps', { kind: 'run', run: huge }),
  answer('run-hostile', { kind: 'run', run: hostile }),
  state(
    'incident',
    incidentCard(
      {
        target: 'cpu-cluster',
        cause: 'no space left on device',
        openedAt: submittedAt,
        lastAt: submittedAt + 9 * minute,
        runCount: 23,
        runs: ['7Q3K', '7Q3M', '7Q3N'].map((shortId) => ({
          id: shortId,
          shortId,
          pipeline: 'churn',
          submittedBy: ada,
          step: 'train',
        })),
      },
      links,
    ),
  ),
  answer('runs', { kind: 'runs', runs: listed, filters: ['pipeline=churn'] }),
  answer('pipelines', {
    kind: 'pipelines',
    pipelines: [
      { name: 'churn', version: 12, description: 'Predicts who is about to leave' },
      { name: 'iris', description: 'The smallest pipeline that shows everything' },
      { name: 'prices', version: 3, disabled: { by: ada, at: submittedAt } },
      { name: 'broken', problem: 'pipeline.yml line 14: there is no step prepaer. Did you mean prepare?' },
    ],
  }),
  answer('pipeline', {
    kind: 'pipeline',
    pipeline: {
      name: 'churn',
      version: 12,
      description: 'Predicts who is about to leave',
      parameters: [
        { name: 'lr', type: 'number', optional: false, default: '0.01', min: 0, max: 1, description: 'Learning rate' },
        { name: 'region', type: 'string', optional: false, enum: ['eu', 'us'], description: 'Whose customers' },
      ],
      steps: [
        { name: 'prepare', needs: [] },
        { name: 'train', needs: ['prepare'] },
        { name: 'report', needs: ['train', 'prepare'] },
      ],
      versions: [
        { name: 'churn', version: 12, publishedBy: ada, publishedAt: submittedAt, description: 'New features' },
      ],
      notices: ['compute cpu-cluster → local'],
    },
  }),
  whispered(
    'log',
    {
      kind: 'log',
      run: ref,
      log: { step: 'train', omitted: 48_000, lines: failed.steps[1]?.failure?.logTail ?? [] },
    },
    'logs 7Q3K train --share',
  ),
  answer('metrics', {
    kind: 'metrics',
    run: ref,
    metrics: Array.from({ length: 24 }, (_, at) => [
      { name: 'val_auc', value: 0.9 - 0.4 / (at + 1), step: 'train', iteration: at, at },
      { name: 'loss', value: 1 / (at + 1), step: 'train', iteration: at, at },
    ]).flat(),
  }),
  answer('artifacts', {
    kind: 'artifacts',
    run: ref,
    artifacts: [
      { step: 'train', path: 'outputs/model.pkl', size: 4_200_000 },
      { step: 'report', path: 'outputs/report.html', size: 84_000 },
    ],
  }),
  answer('link', { kind: 'link', title: 'churn · run 7Q3K', url: 'https://pipehand.example.com/runs/run-0001' }),
  answer('help', {
    kind: 'help',
    entries: [
      {
        verb: 'run',
        usage: 'run <pipeline> [key=value …]',
        summary: 'Starts a run and shows it step by step',
        example: 'run churn',
      },
      { verb: 'status', usage: 'status [run]', summary: 'Shows a run, or all that are going on', example: 'status' },
      { verb: 'logs', usage: 'logs [run] [step]', summary: 'Shows the last lines of a step', example: 'logs 7Q3K' },
    ],
    lines: ['Ask about one: help run'],
  }),
  answer('problem', {
    kind: 'problem',
    code: 'unknown-parameter',
    message: 'churn has no parameter lrr.',
    details: ['run churn lrr=0.1', '          ^^^ Did you mean lr?'],
    fix: 'run churn lr=0.1',
  }),
  answer('checks', {
    kind: 'checks',
    checks: [
      { name: 'store', state: 'ok', words: 'SQLite in .pipehand/pipehand.db' },
      { name: 'disk', state: 'warning', words: '1.2 GB free', fix: 'Remove old runs: npm run -s pipehand -- gc' },
    ],
  }),
  answer('subscribed', {
    kind: 'subscribed',
    subscription,
    isNew: true,
    lastWeek: { runs: 41, failed: 3, isWhole: true },
  }),
  answer('subscriptions', {
    kind: 'subscriptions',
    subscriptions: [
      subscription,
      { ...subscription, id: '9b01', pipeline: '*', pausedWhy: 'the channel was archived' },
    ],
    mutes: [{ pipeline: 'churn', until: now + 120 * minute, by: succeeded.submittedBy }],
  }),
  answer('deliveries', {
    kind: 'deliveries',
    dead: 1,
    waiting: 4,
    oldest: now - 3 * minute,
    letters: [{ id: 'run:1', channel: 'teams:t/19:general', why: 'the bot was removed', since: now - 40 * minute }],
  }),
  answer('whoami', {
    kind: 'whoami',
    user: succeeded.submittedBy,
    name: 'Ada Lovelace',
    role: 'operator',
    may: ['read', 'run', 'cancel own'],
  }),
  answer('done', { kind: 'done', title: 'Enabled churn', lines: ['Run it: run churn'] }),
  answer('no-runs', { kind: 'runs', runs: [], filters: [] }),
  answer('run-one-step', { kind: 'run', run: aRun({ submittedBy: succeeded.submittedBy }), note: 'Repeats 6XZ2.' }),
];
