import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeRun } from '../../src/notifications/merge-run.ts';
import { groupOf, type RunStatus, statusTable } from '../../src/pipelines/status.ts';
import type { Run } from '../../src/pipelines/types.ts';
import { aRun, aStep, submittedAt } from '../support/a-run.ts';
import { generated } from '../support/generated.ts';
import { aHistory, inAnyOrder } from './histories.ts';

/** What is known after each report. */
function told(reports: readonly Run[]): Run[] {
  const known: Run[] = [];
  for (const report of reports) known.push(mergeRun(known.at(-1), report));
  return known;
}

function rank(status: RunStatus | undefined): number {
  return status === undefined ? -1 : statusTable[status].rank;
}

/** Places where something goes back: the run, or a step that has begun. */
function backwardSteps(known: readonly Run[]): string[] {
  return known.slice(1).flatMap((after, index) => {
    const before = known[index];
    if (!before) return [];
    const run = rank(after.status) < rank(before.status) ? [`run ${before.status} → ${after.status}`] : [];
    const now = new Map(after.steps.map(({ id, status }) => [id, status]));
    const steps = before.steps.filter(
      ({ id, status }) => rank(now.get(id)) < rank(status) && (now.has(id) || groupOf(status) !== 'waiting'),
    );
    return [...run, ...steps.map(({ id, status }) => `${id} ${status} → ${now.get(id)}`)];
  });
}

function allOrders<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((first, index) => allOrders(items.toSpliced(index, 1)).map((rest) => [first, ...rest]));
}

describe('whatever order reports come in, and however often each', () => {
  test('what is known at the end is the same, it is the truth, and nothing ever went back', () => {
    const orders = aHistory.chain((history) => fc.tuple(fc.constant(history), inAnyOrder(history)));
    fc.assert(
      fc.property(orders, ([history, reports]) => {
        const known = told(reports);
        expect(known.at(-1)).toEqual(told(history).at(-1));
        expect(known.at(-1)).toEqual(history.at(-1));
        expect(backwardSteps(known)).toEqual([]);
      }),
      generated(50_000),
    );
  });

  test('all 5,040 orders of a run of seven reports, each order told twice', () => {
    const { startedAt, endedAt, ...queued } = aRun({ status: 'Queued', steps: [] });
    const running = { ...queued, status: 'Running' as const, startedAt: submittedAt };
    const begun = { id: 'a', name: 'a', status: 'Running', startedAt: submittedAt } as const;
    const done = { ...begun, status: 'Completed', endedAt: submittedAt + 5_000 } as const;
    const later = { id: 'b', name: 'b', status: 'Running', startedAt: submittedAt + 5_000 } as const;
    const failed = { ...later, status: 'Failed', endedAt: submittedAt + 9_000 } as const;
    const end = { ...running, status: 'Failed' as const, endedAt: submittedAt + 9_000, steps: [done, failed] };
    const details = { ...failed, failure: { cause: 'no column', logTail: ['no column'] } };
    const history: readonly Run[] = [
      queued,
      { ...running, steps: [begun] },
      { ...running, steps: [begun], metrics: { loss: 0.5 } },
      { ...running, steps: [done, later], metrics: { loss: 0.4 } },
      { ...running, steps: [done, failed], metrics: { loss: 0.3 } },
      { ...end, metrics: { loss: 0.3 } },
      { ...end, metrics: { loss: 0.3, auc: 0.9 }, steps: [done, details] },
    ];
    const wrong = allOrders(history).filter((order) => {
      const known = told([...order, ...order]);
      return (
        backwardSteps(known).length > 0 || JSON.stringify(sorted(known.at(-1))) !== JSON.stringify(sorted(history[6]))
      );
    });
    expect(wrong).toEqual([]);
  });
});

/** The same order of fields, whatever order they were set in. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}

describe('of two reports', () => {
  test('an end is final: another end, or a step that goes on again, changes nothing', () => {
    const end = aRun({ status: 'Failed', reason: 'train failed', steps: [aStep({ status: 'Failed' })] });
    const { endedAt, ...again } = aStep({ status: 'Running' });
    const contradiction = aRun({ status: 'Completed', steps: [aStep(again)] });
    expect(mergeRun(end, contradiction)).toEqual(end);
    const completed = aRun({ steps: [aStep()] });
    const failure = { cause: 'no column', logTail: [] };
    expect(mergeRun(completed, aRun({ steps: [aStep({ status: 'Failed', failure })] }))).toEqual(completed);
  });

  test('after the end only what was missing is added: files, numbers, notices, the cause', () => {
    const file = { step: 'train', path: 'model', size: 3 };
    const end = aRun({
      status: 'Failed',
      metrics: { loss: 0.3 },
      artifacts: [file],
      notices: ['was queued for 2 h'],
      steps: [aStep({ status: 'Failed', failure: { cause: 'killed', logTail: [] } })],
    });
    const compute = { target: 'gpu', cause: 'preempted' };
    const late = aRun({
      status: 'Failed',
      metrics: { loss: 9, auc: 0.9 },
      artifacts: [{ step: 'train', path: 'report', size: 4 }, file],
      notices: ['compute gpu → local'],
      steps: [aStep({ status: 'Failed', failure: { cause: 'other words', logTail: ['x'], compute } })],
    });
    expect(mergeRun(end, late)).toMatchObject({
      metrics: { loss: 0.3, auc: 0.9 },
      artifacts: [{ path: 'report' }, { path: 'model' }],
      notices: ['was queued for 2 h', 'compute gpu → local'],
      steps: [{ failure: { cause: 'killed', compute } }],
    });
  });

  test('while the run goes on, one whose steps are behind brings no older numbers back', () => {
    const { endedAt, ...train } = aStep({ status: 'Running' });
    const known = aRun({ status: 'Running', steps: [aStep()], metrics: { 'a.loss': 0.3, 'b.loss': 0.4 } });
    const stale = aRun({ status: 'Running', steps: [train], metrics: { loss: 0.5 } });
    expect(mergeRun(known, stale)).toEqual(known);
    expect(mergeRun(stale, known)).toEqual(known);
  });

  test('one that does not say who canceled takes nothing away', () => {
    const canceled = { by: 'slack:T1/U2', why: 'wrong data' };
    const { endedAt, ...asked } = aRun({ status: 'CancelRequested', canceled });
    const unsaid = aRun({ status: 'Canceled' });
    for (const run of [mergeRun(asked, unsaid), mergeRun(unsaid, asked), mergeRun(unsaid, { ...unsaid, canceled })]) {
      expect(run).toMatchObject({ status: 'Canceled', canceled });
    }
  });

  test('one that does not say when it started takes nothing away', () => {
    const { startedAt, ...unsaid } = aRun({ steps: [{ id: 'step-0001', name: 'train', status: 'Completed' }] });
    const { endedAt, ...begun } = aStep({ status: 'Running' });
    const running = aRun({ status: 'Running', steps: [begun] });
    for (const known of [mergeRun(running, unsaid), mergeRun(unsaid, running)]) {
      expect(known).toMatchObject({ status: 'Completed', startedAt: submittedAt, steps: [{ startedAt: submittedAt }] });
    }
  });

  test('the reason of an earlier state goes with it', () => {
    const { startedAt, endedAt, ...waiting } = aRun({ status: 'Queued', reason: 'waits for a node' });
    const running = aRun({ status: 'Running' });
    expect(mergeRun(waiting, running).reason).toBeUndefined();
    expect(mergeRun(running, waiting).reason).toBeUndefined();
  });

  test('a plan that changes: new steps appear, a step that has begun stays, one that only waited may go', () => {
    const first = aRun({
      status: 'Running',
      steps: [aStep({ id: '1', status: 'Running' }), { id: '2', name: 'gone', status: 'NotStarted' }],
    });
    const second = aRun({ status: 'Running', steps: [{ id: '3', name: 'new', status: 'Queued' }] });
    expect(mergeRun(first, second).steps.map(({ id }) => id)).toEqual(['3', '1']);
  });

  test('a paused run goes on, and one that does not answer answers again', () => {
    const paused = aRun({ status: 'Paused' });
    expect(mergeRun(paused, aRun({ status: 'Running' })).status).toBe('Running');
    expect(mergeRun(aRun({ status: 'Running' }), aRun({ status: 'NotResponding' })).status).toBe('NotResponding');
  });
});
