import { expect, test } from 'vitest';
import type { Card, Cell } from '../../src/cards/card.ts';
import { cardOf } from '../../src/cards/card-of.ts';
import { incidentCard } from '../../src/cards/incident-card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { aRun, submittedAt } from '../support/a-run.ts';

const now = submittedAt + 60_000;
const ada = 'slack:T1/U1';
const disabled = { by: ada, at: submittedAt, why: 'wrong data' };
const channel = { platform: 'slack', tenant: 'T1', id: 'C1' } as const;
const parameters = { parameters: [], steps: [], notices: [] };

function cellsOf({ elements }: Card): readonly Cell[] {
  return elements.flatMap((element) => (element.type === 'table' ? element.rows.flat() : []));
}

test('whoever stands in a table or a line stands there as a person, whom each platform calls by their name', () => {
  const subscription = { id: '3', channel, pipeline: 'churn', events: ['failed' as const], filters: {} };
  const published = { name: 'churn', version: 1, publishedBy: ada, publishedAt: submittedAt };
  const cards = [
    cardOf({ kind: 'runs', runs: [aRun({ submittedBy: ada })], filters: [] }, now),
    cardOf({ kind: 'pipeline', pipeline: { name: 'churn', ...parameters, versions: [published] } }, now),
    cardOf(
      {
        kind: 'subscriptions',
        subscriptions: [{ ...subscription, mention: ada, threads: true, createdBy: ada, createdAt: now }],
        mutes: [],
      },
      now,
    ),
    incidentCard({
      ...{ target: 'local', cause: 'the disk is full', openedAt: now, lastAt: now, runCount: 1 },
      runs: [{ id: 'run-0001', shortId: '7Q3K', pipeline: 'churn', submittedBy: ada, step: 'train' }],
    }),
  ];
  expect(cards.map((card) => cellsOf(card).filter((cell) => typeof cell === 'object'))).toEqual(
    cards.map(() => [{ person: ada }]),
  );
});

test('a pipeline that is disabled says by whom and why', () => {
  const described = cardOf(
    { kind: 'pipeline', pipeline: { name: 'churn', disabled, ...parameters, versions: [] } },
    now,
  );
  const listed = cardOf({ kind: 'pipelines', pipelines: [{ name: 'churn', disabled }] }, now);
  expect(plainText(described)).toContain('Disabled by slack:T1/U1: wrong data');
  expect(plainText(listed)).toContain('churn is disabled by slack:T1/U1: wrong data');
});

test.each([
  [{ canceled: { by: 'slack:T1/U1', why: 'wrong data' } }, ['Canceled by ', { person: ada }, ': wrong data.']],
  [{ canceled: { by: 'slack:T1/U1' } }, ['Canceled by ', { person: ada }, '.']],
  [{}, 'Canceled by slack:T1/U1: so it says.'],
])('a run says who canceled it: %j', (who, text) => {
  const run = aRun({ status: 'Canceled', reason: 'canceled by slack:T1/U1: so it says', ...who });
  const { elements } = cardOf({ kind: 'run', run }, now);
  expect(elements).toContainEqual({ type: 'text', text });
});
