import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alertCard } from '../../src/cards/alert-card.ts';
import type { Card } from '../../src/cards/card.ts';
import { cardOf } from '../../src/cards/card-of.ts';
import { incidentCard } from '../../src/cards/incident-card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { withoutFiles } from '../../src/cards/without-files.ts';
import { renderForSlack } from '../../src/chat/slack/render/render.ts';
import type { Reply } from '../../src/commands/reply.ts';
import { publicLinks } from '../../src/wiring/public-links.ts';
import { render } from '../chat/teams/rendered.ts';
import { linksIn } from '../fakes/slack/visible-text.ts';
import { partsOf } from '../fakes/teams/walk.ts';
import { aRun, aStep, submittedAt } from '../support/a-run.ts';
import { generated } from '../support/generated.ts';

const base = 'https://pipehand.example.com';
const links = publicLinks(base);
const now = submittedAt + 60_000;
const page = `${base}/runs/run-0001/`;
const log = `${page}logs/train`;
const ref = { id: 'run-0001', shortId: '7Q3K', pipeline: 'churn' };

const failure = { cause: "KeyError: 'label'", exitCode: 1, logTail: ["KeyError: 'label'"] };
const failed = aRun({
  status: 'Failed',
  steps: [aStep({ name: 'prepare' }), aStep({ status: 'Failed', failure })],
});
const { endedAt: _, ...training } = aStep({ status: 'Running' });
const model = { step: 'train', path: 'outputs/model.pkl', size: 4_200_000, file: '/srv/runs/1/model.pkl' };

/** Words on a card and where they lead. */
function leadsOf({ elements }: Card): readonly (readonly [words: string, to: string])[] {
  return elements.flatMap((element) => {
    if (element.type === 'link') return [[element.label, element.url] as const];
    const cells = element.type === 'list' ? element.items : element.type === 'table' ? element.rows.flat() : [];
    return cells.flatMap((cell) =>
      typeof cell === 'object' && 'link' in cell ? [[cell.label, cell.link] as const] : [],
    );
  });
}

/** Where a card leads to in Slack and in Teams, as both draw it. */
function drawn(card: Card): readonly string[] {
  const drawing = { progress: 'classic', buttonId: String, nameOf: String } as const;
  const { blocks, text } = renderForSlack(
    { marker: 'm', card },
    { ...drawing, linkHosts: new Set(['pipehand.example.com']) },
  );
  const inSlack = linksIn({ blocks: JSON.parse(JSON.stringify(blocks)), text });
  const inTeams = partsOf(render(card).card).flatMap(({ part }) => ('url' in part ? [String(part.url)] : []));
  expect([...new Set(inTeams)].sort()).toEqual([...new Set(inSlack)].sort());
  return inSlack;
}

const artifacts = [model];
const told: readonly (readonly [string, Reply, readonly (readonly [string, string])[]])[] = [
  [
    'a run that waits: to its page',
    { kind: 'run', run: aRun({ status: 'Queued', steps: [] }) },
    [['Page of run 7Q3K', page]],
  ],
  [
    'a run that goes on: to the log of the step that runs, and to its page',
    { kind: 'run', run: aRun({ status: 'Running', steps: [aStep({ name: 'prepare' }), training] }) },
    [
      ['Log of train', log],
      ['Page of run 7Q3K', page],
    ],
  ],
  [
    'a run that failed: to the log of the step that failed, and to its page',
    { kind: 'run', run: failed },
    [
      ['Log of train', log],
      ['Page of run 7Q3K', page],
    ],
  ],
  [
    'a run that completed: to each of its files, and to its page',
    { kind: 'run', run: aRun({ artifacts }) },
    [
      ['train/outputs/model.pkl (4.2 MB)', `${page}artifacts/train/outputs/model.pkl`],
      ['Page of run 7Q3K', page],
    ],
  ],
  [
    'logs: to the page of the log',
    { kind: 'log', run: ref, log: { step: 'train', lines: ['1'], omitted: 9, file: '/srv/runs/1/train.log' } },
    [['Log of train', log]],
  ],
  [
    'metrics: to the page of the run',
    { kind: 'metrics', run: ref, metrics: [{ name: 'loss', value: 1, step: 'train', iteration: 0, at: 0 }] },
    [['Page of run 7Q3K', page]],
  ],
  [
    'artifacts: to each file, and to the page of the run',
    { kind: 'artifacts', run: ref, artifacts },
    [
      ['outputs/model.pkl', `${page}artifacts/train/outputs/model.pkl`],
      ['Page of run 7Q3K', page],
    ],
  ],
];

describe('where there is a public address, cards lead from', () => {
  test.each(told)('%s', (_name, reply, leads) => {
    const card = cardOf(withoutFiles(reply), now, links);
    expect(leadsOf(card)).toEqual(leads);
    expect([...drawn(card)].sort()).toEqual(leads.map(([, to]) => to).sort());
    expect(plainText(card)).not.toContain('/srv/');
  });

  test('the alert of a failure: to the log of the step that failed', () => {
    expect(drawn(alertCard(failed, now, links))).toEqual([log, page]);
  });

  test('trouble with a machine: to the page of each run that it hurt, and to the log of its step', () => {
    const incident = { target: 'local', cause: 'the disk is full', openedAt: now, lastAt: now, runCount: 1 };
    const card = incidentCard({ ...incident, runs: [{ ...ref, submittedBy: 'slack:T1/U1', step: 'train' }] }, links);
    expect(leadsOf(card)).toEqual([
      ['7Q3K', page],
      ['train', log],
    ]);
    expect(drawn(card)).toEqual([page, log]);
  });
});

test('an address that is too long to be linked everywhere is that of the page of the run', () => {
  const path = `outputs/${'я'.repeat(200)}`;
  const run = aRun({ artifacts: [{ step: 'train', path, size: 1 }] });
  expect(drawn(cardOf({ kind: 'run', run }, now, links))).toEqual([page, page]);
});

test('only the link that lets somebody in is personal', () => {
  const reply = { kind: 'link', title: 'churn', url: `${page}?ticket=x` } as const;
  const personal = [...told.map(([, each]) => each), reply].map((each) =>
    cardOf(each, now, links).elements.filter((element) => element.type === 'link' && element.isPersonal),
  );
  expect(personal.flat()).toMatchObject([{ url: reply.url }]);
});

test.each([undefined, 'http://pipehand.example.com'])('under the address %s nothing is linked', (address) => {
  expect(publicLinks(address)).toBeUndefined();
  for (const [, reply] of told) expect(leadsOf(cardOf(reply, now, publicLinks(address)))).toEqual([]);
});

test('a terminal has the files themselves, and elsewhere nobody is told of them', () => {
  const versions = { parameters: [], steps: [], notices: [], versions: [] };
  const described = { kind: 'pipeline', pipeline: { name: 'churn', file: '/srv/churn.yml', ...versions } } as const;
  expect(plainText(cardOf(described, now))).toContain('/srv/churn.yml');
  expect(plainText(cardOf(withoutFiles(described), now))).not.toContain('/srv/');
  for (const [, reply] of told) expect(plainText(cardOf(withoutFiles(reply), now))).not.toContain('/srv/');
  const texts = told.map(([, reply]) => plainText(cardOf(reply, now)));
  expect(texts.filter((text) => text.includes('/srv/runs/1/model.pkl'))).toHaveLength(2);
  expect(texts.filter((text) => text.includes('/srv/runs/1/train.log'))).toHaveLength(1);
});

test('whatever a step and its files are called, both platforms lead to them, or to the page of the run', () => {
  const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(name, fc.array(name, { minLength: 1, maxLength: 4 }), (step, names) => {
      const path = `outputs/${names.join('/')}`;
      const run = aRun({
        steps: [aStep({ name: step, status: 'Failed', failure })],
        artifacts: [{ step, path, size: 1 }],
      });
      for (const to of drawn(cardOf({ kind: 'run', run }, now, links))) {
        const { origin, pathname } = new URL(to);
        expect([origin, pathname.split('/').slice(0, 3)]).toEqual([base, ['', 'runs', 'run-0001']]);
      }
    }),
    generated(300),
  );
});
