import type { KyselyPlugin } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { MessageOptions } from '../../src/delivery/outbox.ts';
import type { LiveMessage } from '../../src/delivery/rendering.ts';
import { noteComputeFailure } from '../../src/notifications/incidents.ts';
import { addMute } from '../../src/notifications/mutes.ts';
import { renderSubject } from '../../src/notifications/render-subject.ts';
import type { NotificationsStore } from '../../src/notifications/schema.ts';
import { showSubject } from '../../src/notifications/subjects.ts';
import { keepRun } from '../../src/notifications/watched-runs.ts';
import type { Run } from '../../src/pipelines/types.ts';
import { aRun, aStep } from '../support/a-run.ts';
import { aChannel, openStore, textOf } from './a-store.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const owner = 'slack:T1/U1';

const broken = aStep({
  status: 'Failed',
  failure: { cause: "KeyError: 'label'", exitCode: 1, logTail: ['Traceback', "KeyError: 'label'"] },
});
const failedRun = aRun({ status: 'Failed', steps: [broken] });

/** A message of the channel C1 that shows the run. */
async function shown(store: NotificationsStore, run: Run, message: Partial<LiveMessage> = {}) {
  await store.transaction((tx) => keepRun(tx, 'local', run, now));
  const subject = showSubject({ kind: 'run', id: run.id });
  return renderSubject(store.db, { subject, options: {}, wasPosted: false, channel: aChannel(), ...message }, now);
}

describe('the message of a run', () => {
  test('shows the run as it is known now, and waits behind outcomes while it goes on', async () => {
    const store = await openStore();
    const { endedAt, ...running } = aRun({ status: 'Running', metrics: { loss: Number.NaN } });
    const rendering = await shown(store, running);
    expect(rendering).toMatchObject({ isFinal: false, urgency: 2 });
    expect(Object.keys(rendering ?? {}).sort()).toEqual(['card', 'isFinal', 'urgency']);
    expect(textOf(rendering?.card)).toContain('churn · run 7Q3K  Running');
    expect(textOf(rendering?.card)).toContain('loss  NaN');
    expect(await shown(store, { ...running, status: 'CancelRequested' })).toMatchObject({ isFinal: false, urgency: 1 });
    expect(await shown(store, aRun())).toMatchObject({ isFinal: true, urgency: 0 });
  });

  test('is read in one statement while the run goes on: nobody is mentioned then, so no mute matters', async () => {
    const store = await openStore();
    const { endedAt: _, ...running } = aRun({ status: 'Running' });
    await shown(store, running);
    let statements = 0;
    const counting: KyselyPlugin = {
      transformQuery({ node }) {
        statements += 1;
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    const subject = showSubject({ kind: 'run', id: running.id });
    const message = { subject, channel: aChannel(), options: {}, wasPosted: true };
    expect(await renderSubject(store.db.withPlugin(counting), message, now)).toMatchObject({ isFinal: false });
    expect(statements).toBe(1);
  });

  test('is nothing for a run that nobody knows, and for what is no run', async () => {
    const { db } = await openStore();
    for (const subject of ['run:other', 'incident:other', 'digest:1', 'run:']) {
      expect(
        await renderSubject(db, { subject, channel: aChannel(), options: {}, wasPosted: false }, now),
      ).toBeUndefined();
    }
  });

  test('is the whole message at a terminal: no alert follows a failure there', async () => {
    const store = await openStore();
    const run = { ...failedRun, submittedBy: 'terminal:ada' };
    expect(await shown(store, run, { wasPosted: true })).toHaveProperty('after');
    const channel = { platform: 'terminal', tenant: 'local', id: 'ada' } as const;
    expect(await shown(store, run, { channel, wasPosted: true })).not.toHaveProperty('after');
  });

  test('names files of this machine at the terminal only', async () => {
    const store = await openStore();
    const run = aRun({ artifacts: [{ step: 'train', path: 'model', size: 3, file: '/home/p/runs/model' }] });
    expect(textOf((await shown(store, run))?.card)).toContain('train/model (3 B)');
    const atTerminal = await shown(store, run, { channel: { platform: 'terminal', tenant: 'local', id: 'terminal' } });
    expect(textOf(atTerminal?.card)).toContain('/home/p/runs/model (3 B)');
  });
});

describe('a failure', () => {
  test('that is the first thing a channel sees mentions the owner with the card', async () => {
    const rendering = await shown(await openStore(), failedRun);
    expect(rendering).toMatchObject({ isFinal: true, urgency: 0, mention: owner });
    expect(rendering?.after).toBeUndefined();
  });

  test('of a run whose progress was shown is told by one alert in its thread, with all that is needed', async () => {
    const rendering = await shown(await openStore(), failedRun, { wasPosted: true });
    expect(rendering?.mention).toBeUndefined();
    expect(rendering?.after).toMatchObject({ kind: 'alert', mention: owner, inThread: true });
    const text = textOf(rendering?.after?.card);
    expect(text).toContain('churn · run 7Q3K failed at step 1 of 1 (train)  Failed');
    expect(text).toContain("train failed (exit status 1): KeyError: 'label'");
    expect(text).toContain('Last lines of train\n  Traceback');
    expect(text).toContain('Next: retry 7Q3K · logs 7Q3K');
    expect(text).not.toContain('experiment');
  });

  test('is told outside the thread where threads are off, and mentions whom the channel wants', async () => {
    const store = await openStore();
    const told = async (options: MessageOptions) =>
      (await shown(store, failedRun, { options, wasPosted: true }))?.after;
    expect(await told({ threads: false })).toMatchObject({ inThread: false, mention: owner });
    expect(await told({ threads: true, alert: 'slack:T1/U9' })).toMatchObject({
      inThread: true,
      mention: 'slack:T1/U9',
    });
    const quiet = await told({ alert: 'none' });
    expect(quiet?.inThread).toBe(true);
    expect(quiet?.mention).toBeUndefined();
    const first = await shown(store, failedRun, { options: { alert: 'none' } });
    expect(first?.mention).toBeUndefined();
  });

  test('mentions nobody whom the platform of the channel does not know', async () => {
    const store = await openStore();
    for (const submittedBy of ['terminal:ada', 'slack:T2/U1', 'ada@example.com', 'schedule:nightly']) {
      const rendering = await shown(store, { ...failedRun, submittedBy }, { wasPosted: true });
      expect([submittedBy, rendering?.after?.kind, rendering?.after?.mention]).toEqual([
        submittedBy,
        'alert',
        undefined,
      ]);
    }
    const teams = { channel: { platform: 'teams', tenant: 'X', id: '19:a' } as const, wasPosted: true };
    expect((await shown(store, { ...failedRun, submittedBy: 'teams:0a-1' }, teams))?.after?.mention).toBe('teams:0a-1');
  });

  test('is neither alerted nor mentioned while the channel is muted', async () => {
    const store = await openStore();
    await store.transaction((tx) => addMute(tx, aChannel(), { pipeline: 'churn', until: now + 1, by: owner }));
    for (const wasPosted of [true, false]) {
      const rendering = await shown(store, failedRun, { wasPosted });
      expect(Object.keys(rendering ?? {}).sort()).toEqual(['card', 'isFinal', 'urgency']);
    }
    expect((await shown(store, failedRun, { channel: aChannel('C2') }))?.mention).toBe(owner);
  });
});

describe('a cancellation', () => {
  const canceledBy = (person: string, why = '') => aRun({ status: 'Canceled', reason: `canceled by ${person}${why}` });

  test('never tells the person who canceled', async () => {
    const store = await openStore();
    for (const run of [
      canceledBy(owner),
      canceledBy(owner, ': wrong data'),
      { ...failedRun, reason: `canceled by ${owner}` },
    ]) {
      expect((await shown(store, run))?.mention).toBeUndefined();
      expect((await shown(store, run, { wasPosted: true }))?.after?.mention).toBeUndefined();
    }
    expect((await shown(store, canceledBy(owner), { wasPosted: true }))?.after).toBeUndefined();
  });

  test('by somebody else tells the owner, and no alert is made of it where nobody is to be told', async () => {
    const store = await openStore();
    const run = canceledBy('slack:T1/U11', ': the cluster is needed');
    const { after } = (await shown(store, run, { wasPosted: true })) ?? {};
    expect(after?.mention).toBe(owner);
    expect(textOf(after?.card)).toContain('Canceled by slack:T1/U11: the cluster is needed.');
    expect((await shown(store, run, { wasPosted: true, options: { alert: 'none' } }))?.after).toBeUndefined();
  });
});

test('the message of an incident lists the runs it hurts, and is final when all is quiet', async () => {
  const store = await openStore();
  const event = { kind: 'compute-failed', run: failedRun, step: 'train', target: 'gpu', cause: 'no node' } as const;
  const { id } = await store.transaction(async (tx) => {
    await keepRun(tx, 'local', failedRun, now);
    return noteComputeFailure(tx, event, now);
  });
  const subject = showSubject({ kind: 'incident', id });
  const at = (moment: number, message: Partial<LiveMessage> = {}) =>
    renderSubject(store.db, { subject, options: {}, wasPosted: false, channel: aChannel(), ...message }, moment);
  const rendering = await at(now);
  expect(rendering).toMatchObject({ isFinal: false, urgency: 1 });
  expect(rendering?.mention).toBeUndefined();
  expect(textOf(rendering?.card)).toMatch(/Compute failed: gpu.*No node\..*7Q3K +churn +train/s);
  expect((await at(now + 30 * 60_000))?.isFinal).toBe(true);
  const oncall = { options: { alert: 'slack:T1/U9' } };
  expect((await at(now, oncall))?.mention).toBe('slack:T1/U9');
  expect((await at(now, { ...oncall, wasPosted: true }))?.mention).toBeUndefined();
});
