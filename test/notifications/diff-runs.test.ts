import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffRun } from '../../src/notifications/diff-runs.ts';
import type { RunEvent } from '../../src/notifications/events.ts';
import { mergeRun } from '../../src/notifications/merge-run.ts';
import type { Run } from '../../src/pipelines/types.ts';
import { aRun, aStep, submittedAt } from '../support/a-run.ts';
import { generated } from '../support/generated.ts';
import { aHistory, inAnyOrder } from './histories.ts';

/** Everything told over a history of reports. */
function eventsOf(reports: readonly Run[]): RunEvent[] {
  const events: RunEvent[] = [];
  let known: Run | undefined;
  for (const report of reports) {
    const next = mergeRun(known, report);
    events.push(...diffRun(known, next));
    known = next;
  }
  return events;
}

const kinds = (events: readonly RunEvent[]) => events.map(({ kind }) => kind);
const names = (events: readonly RunEvent[]) =>
  events.map((event) => (event.kind === 'compute-failed' ? `${event.target}: ${event.cause}` : event.kind));

const { startedAt: _start, endedAt: _end, ...waiting } = aRun({ status: 'Queued' });
const { endedAt: _, ...running } = aRun({ status: 'Running' });

test('over any history, in any order and with repetitions, each event is told at most once and the end just once', () => {
  const orders = aHistory.chain((history) => fc.tuple(fc.constant(history), inAnyOrder(history)));
  fc.assert(
    fc.property(orders, ([history, reports]) => {
      const told = eventsOf(reports);
      expect(new Set(names(told)).size).toBe(told.length);
      const ends = told.filter(({ kind }) => kind === 'finished' || kind === 'failed' || kind === 'canceled');
      const end = { Completed: 'finished', Failed: 'failed', Canceled: 'canceled' }[String(history.at(-1)?.status)];
      expect(kinds(ends)).toEqual([end]);
      // Reports in order also tell of the start, and of the machine that failed.
      const inOrder = eventsOf(history);
      expect(kinds(inOrder)).toContain('started');
      expect(kinds(inOrder).indexOf('started')).toBe(0);
      expect(names(told).filter((name) => name.includes(':'))).toEqual(
        names(inOrder).filter((name) => name.includes(':')),
      );
    }),
    generated(50_000),
  );
});

describe('a run is told to have', () => {
  test('started when it leaves the queue, once, and finished, failed or canceled when it ends', () => {
    expect(kinds(eventsOf([waiting, running, running, aRun()]))).toEqual(['started', 'finished']);
    expect(kinds(eventsOf([waiting, running, aRun({ status: 'Failed' })]))).toEqual(['started', 'failed']);
    expect(kinds(eventsOf([waiting, running, aRun({ status: 'Canceled' })]))).toEqual(['started', 'canceled']);
  });

  test('started and ended when it is first seen at its end', () => {
    expect(kinds(diffRun(undefined, aRun()))).toEqual(['started', 'finished']);
    expect(kinds(diffRun(waiting, aRun({ status: 'Failed' })))).toEqual(['started', 'failed']);
    expect(kinds(diffRun(undefined, { ...waiting, status: 'Completed' }))).toEqual(['started', 'finished']);
  });

  test('only ended when it never began: canceled in the queue, or refused by the service', () => {
    expect(
      kinds(eventsOf([waiting, { ...waiting, status: 'CancelRequested' }, { ...waiting, status: 'Canceled' }])),
    ).toEqual(['canceled']);
    expect(kinds(eventsOf([waiting, { ...waiting, status: 'Failed' }, aRun({ status: 'Failed' })]))).toEqual([
      'failed',
    ]);
  });

  test('met a machine that failed, once for each trouble, also when that is known only after the end', () => {
    const hurt = (id: string, cause: string) =>
      aStep({ id, name: id, status: 'Failed', failure: { cause, logTail: [], compute: { target: 'local', cause } } });
    const events = eventsOf([
      { ...running, steps: [hurt('a', 'the disk is full')] },
      { ...running, steps: [hurt('a', 'the disk is full'), hurt('b', 'the disk is full')] },
      aRun({
        status: 'Failed',
        steps: [hurt('a', 'the disk is full'), hurt('b', 'the disk is full'), hurt('c', 'killed')],
      }),
    ]);
    expect(names(events)).toEqual(['started', 'local: the disk is full', 'local: killed', 'failed']);
    expect(events[1]).toMatchObject({ kind: 'compute-failed', step: 'a', run: { id: 'run-0001' } });

    const planned = { ...running, steps: [] };
    const silent = aRun({ status: 'Failed', steps: [aStep({ status: 'Failed' })] });
    const told = eventsOf([
      planned,
      silent,
      { ...silent, steps: [{ ...hurt('step-0001', 'preempted'), name: 'train' }] },
    ]);
    expect(names(told)).toEqual(['started', 'failed', 'local: preempted']);
  });

  test('nothing when only numbers, files or steps change', () => {
    expect(diffRun(running, { ...running, metrics: { loss: 1 }, startedAt: submittedAt })).toEqual([]);
    expect(diffRun(aRun(), aRun({ artifacts: [{ step: 'train', path: 'a', size: 1 }] }))).toEqual([]);
  });
});
