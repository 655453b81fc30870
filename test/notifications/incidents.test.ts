import { describe, expect, test } from 'vitest';
import { incidentCard } from '../../src/cards/incident-card.ts';
import { findIncident, noteComputeFailure } from '../../src/notifications/incidents.ts';
import type { NotificationsStore } from '../../src/notifications/schema.ts';
import { keepRun } from '../../src/notifications/watched-runs.ts';
import { aRun, aStep } from '../support/a-run.ts';
import { openStore, textOf } from './a-store.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const minute = 60_000;
const hour = 60 * minute;

/** A run met trouble with a machine, which is heard of at once unless told otherwise. */
async function hurt(
  store: NotificationsStore,
  id: string,
  at: number,
  { service = 'local', target = 'local', cause = 'the disk is full', heardAt = at } = {},
) {
  const run = aRun({ id, shortId: id.toUpperCase(), status: 'Failed', steps: [aStep({ endedAt: at })] });
  return store.transaction(async (tx) => {
    await keepRun(tx, service, run, heardAt);
    return noteComputeFailure(tx, { kind: 'compute-failed', run, step: 'train', target, cause }, heardAt);
  });
}

describe('trouble with a machine', () => {
  test('is one incident while it comes back within half an hour, and another after that', async () => {
    const store = await openStore();
    const first = await hurt(store, 'aaaa', now);
    expect(first.isNew).toBe(true);
    expect(await hurt(store, 'bbbb', now + 29 * minute)).toEqual({ id: first.id, isNew: false });
    expect(await hurt(store, 'cccc', now + 58 * minute)).toEqual({ id: first.id, isNew: false });
    const second = await hurt(store, 'dddd', now + 88 * minute);
    expect(second.isNew).toBe(true);
    expect(second.id).not.toBe(first.id);
    expect(await findIncident(store.db, first.id)).toMatchObject({
      target: 'local',
      cause: 'the disk is full',
      openedAt: now,
      lastAt: now + 58 * minute,
      runCount: 3,
      runs: [{ shortId: 'AAAA' }, { shortId: 'BBBB' }, { shortId: 'CCCC' }],
    });
  });

  test('is another one for another machine, cause or service', async () => {
    const store = await openStore();
    const incidents = [
      await hurt(store, 'aaaa', now),
      await hurt(store, 'bbbb', now, { target: 'gpu' }),
      await hurt(store, 'cccc', now, { cause: 'no node' }),
      await hurt(store, 'dddd', now, { service: 'churn-ws' }),
    ];
    expect(incidents.map(({ isNew }) => isNew)).toEqual([true, true, true, true]);
    expect(new Set(incidents.map(({ id }) => id)).size).toBe(4);
  });

  test('names a run once, and counts what it does not name', async () => {
    const store = await openStore();
    const { id } = await hurt(store, 'r0', now);
    await hurt(store, 'r0', now + minute);
    for (let run = 1; run < 130; run += 1) await hurt(store, `r${run}`, now + minute);
    const incident = await findIncident(store.db, id);
    expect(incident).toMatchObject({ runCount: 130, lastAt: now + minute });
    expect(incident?.runs).toHaveLength(100);
  });

  test('that is heard of late was when the step failed, unless a clock is strange', async () => {
    const store = await openStore();
    const heardAt = now + 10 * hour;
    const first = await hurt(store, 'aaaa', now + 5 * minute, { heardAt });
    expect(await hurt(store, 'bbbb', now, { heardAt })).toEqual({ id: first.id, isNew: false });
    const second = await hurt(store, 'cccc', now + 2 * hour, { heardAt });
    expect(second.isNew).toBe(true);
    expect(await findIncident(store.db, second.id)).toMatchObject({ lastAt: now + 2 * hour, isOver: true });
    expect(await hurt(store, 'dddd', now + 20 * minute, { heardAt })).toEqual({ id: first.id, isNew: false });
    expect(await findIncident(store.db, first.id)).toMatchObject({
      ...{ openedAt: now, lastAt: now + 20 * minute, runCount: 3, isOver: true },
    });
    for (const strange of [heardAt + minute, 0, heardAt - 40 * 24 * hour]) {
      const { id } = await hurt(store, `s${strange}`, strange, { cause: `${strange}`, heardAt });
      expect(await findIncident(store.db, id)).toMatchObject({ openedAt: heardAt, lastAt: heardAt });
      expect(await findIncident(store.db, id)).not.toHaveProperty('isOver');
    }
  });

  test('has one card: what failed, why, since when, and the runs it hurts', async () => {
    const store = await openStore();
    const { id } = await hurt(store, 'aaaa', now);
    for (let run = 0; run < 21; run += 1) await hurt(store, `r${run}`, now + minute);
    const incident = await findIncident(store.db, id);
    const text = textOf(incident && incidentCard(incident));
    expect(text).toContain('Compute failed: local');
    expect(text).toContain('The disk is full.');
    expect(text).toContain('2026-11-20 10:00 UTC · for 1 min so far');
    expect(text).toContain('22 runs hurt');
    expect(text).toMatch(/AAAA +churn +train +slack:T1\/U1/);
    expect(text).toContain('+2 more: runs status=failed');
    expect(text).toContain('Next: logs R20 · doctor');
  });
});
