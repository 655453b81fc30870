import type { KyselyPlugin } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { LiveMessage } from '../../src/delivery/rendering.ts';
import { noteComputeFailure } from '../../src/notifications/incidents.ts';
import { addMute, removeMutes } from '../../src/notifications/mutes.ts';
import { renderSubject } from '../../src/notifications/render-subject.ts';
import type { NotificationsStore } from '../../src/notifications/schema.ts';
import { showSubject } from '../../src/notifications/subjects.ts';
import {
  addSubscription,
  pauseChannel,
  removeSubscriptions,
  type SubscribeRequest,
} from '../../src/notifications/subscriptions.ts';
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

/** What the card of a run that a person asked for has, and that of a run that a subscription shows. */
const asked = { options: { alert: 'owner' } } as const;
const unasked = { options: {} } as const;

/** A message of the channel C1 that shows a run that somebody asked for there. */
async function shown(store: NotificationsStore, run: Run, message: Partial<LiveMessage> = {}) {
  await store.transaction((tx) => keepRun(tx, 'local', run, now));
  const subject = showSubject({ kind: 'run', id: run.id });
  return renderSubject(store.db, { subject, ...asked, wasPosted: false, channel: aChannel(), ...message }, now);
}

/** Subscribes the channel C1 to the run's pipeline. */
function subscribe(store: NotificationsStore, request: Partial<SubscribeRequest> = {}) {
  const whole = { channel: aChannel(), pipeline: 'churn', filters: {}, by: owner, ...request };
  return store.transaction((tx) => addSubscription(tx, whole, now));
}

describe('the message of a run', () => {
  test('shows the run as it is known now', async () => {
    const store = await openStore();
    const { endedAt, ...running } = aRun({ status: 'Running', metrics: { loss: Number.NaN } });
    const rendering = await shown(store, running);
    expect(rendering).toMatchObject({ isFinal: false });
    expect(Object.keys(rendering ?? {}).sort()).toEqual(['card', 'isFinal']);
    expect(textOf(rendering?.card)).toContain('churn · run 7Q3K  Running');
    expect(textOf(rendering?.card)).toContain('loss  NaN');
    expect(await shown(store, { ...running, status: 'CancelRequested' })).toMatchObject({ isFinal: false });
    expect(await shown(store, aRun())).toMatchObject({ isFinal: true });
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
    expect(rendering).toMatchObject({ isFinal: true, mention: owner });
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

  test('is told as the channel wants it now, whoever made the card and whatever was wanted then', async () => {
    for (const message of [asked, unasked]) {
      const store = await openStore();
      const told = async () => (await shown(store, failedRun, { ...message, wasPosted: true }))?.after;
      await subscribe(store, { mention: 'none', threads: false });
      const quiet = await told();
      expect(quiet).toMatchObject({ kind: 'alert', inThread: false });
      expect(quiet).not.toHaveProperty('mention');
      expect(await shown(store, failedRun, message)).not.toHaveProperty('mention');
      await subscribe(store, { mention: 'slack:T1/U9', threads: true });
      expect(await told()).toMatchObject({ inThread: true, mention: 'slack:T1/U9' });
      expect(await shown(store, failedRun, message)).toMatchObject({ mention: 'slack:T1/U9' });
      await store.transaction((tx) => pauseChannel(tx, aChannel(), 'it took nothing when the run began'));
      expect(await told()).toMatchObject({ mention: 'slack:T1/U9' });
    }
  });

  test('of several subscriptions that hear of it the one that says most decides how it is told', async () => {
    const store = await openStore();
    await subscribe(store, { filters: { experiment: 'nightly' }, threads: false });
    await subscribe(store, { mention: 'slack:T1/U7' });
    await subscribe(store, { pipeline: '*', mention: 'none' });
    await subscribe(store, { channel: aChannel('C2'), filters: { experiment: 'nightly', by: owner }, mention: 'none' });
    const told = async (run: Run) => (await shown(store, run, { wasPosted: true }))?.after;
    expect(await told(failedRun)).toMatchObject({ inThread: false, mention: owner });
    expect(await told({ ...failedRun, experiment: 'weekly' })).toMatchObject({
      inThread: true,
      mention: 'slack:T1/U7',
    });
  });

  test('is not told where nobody asked to hear of it, and to the owner where they asked for the run', async () => {
    const store = await openStore();
    await subscribe(store, { events: ['started', 'finished'], mention: 'slack:T1/U9', threads: false });
    const told = async (message: Partial<LiveMessage>) => shown(store, failedRun, { ...message, wasPosted: true });
    expect(await told(unasked)).not.toHaveProperty('after');
    expect((await told(asked))?.after).toMatchObject({ inThread: true, mention: owner });
    await subscribe(store, { events: ['failed'] });
    expect((await told(unasked))?.after).toMatchObject({ inThread: false, mention: 'slack:T1/U9' });
    await store.transaction((tx) => removeSubscriptions(tx, aChannel(), { kind: 'all' }));
    expect(await told(unasked)).not.toHaveProperty('after');
    expect(await shown(store, failedRun, unasked)).not.toHaveProperty('mention');
    expect((await told(asked))?.after).toMatchObject({ inThread: true, mention: owner });
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
      expect(Object.keys(rendering ?? {}).sort()).toEqual(['card', 'isFinal']);
    }
    expect((await shown(store, failedRun, { channel: aChannel('C2') }))?.mention).toBe(owner);
  });
});

describe('a cancellation', () => {
  const canceledBy = (by: string, why = 'wrong data') =>
    aRun({ status: 'Canceled', reason: `canceled by ${by}: ${why}`, canceled: { by, why } });

  test('never tells the person who canceled, unless the run ended otherwise', async () => {
    const store = await openStore();
    expect((await shown(store, canceledBy(owner)))?.mention).toBeUndefined();
    expect((await shown(store, canceledBy(owner), { wasPosted: true }))?.after).toBeUndefined();
    const failed = await shown(store, { ...failedRun, canceled: { by: owner } }, { wasPosted: true });
    expect(failed?.after?.mention).toBe(owner);
  });

  test('by somebody else tells the owner, and no alert is made of it where nobody is to be told', async () => {
    const store = await openStore();
    const run = canceledBy('slack:T1/U11', 'the cluster is needed');
    const { after } = (await shown(store, run, { wasPosted: true })) ?? {};
    expect(after?.mention).toBe(owner);
    expect(textOf(after?.card)).toContain('Canceled by slack:T1/U11: the cluster is needed.');
    await subscribe(store, { mention: 'none' });
    expect((await shown(store, run, { wasPosted: true }))?.after).toBeUndefined();
  });

  test('that was stored before it was known who canceled is shown in the words that there are', async () => {
    const { canceled: _, ...run } = canceledBy('slack:T1/U11');
    const rendering = await shown(await openStore(), run);
    expect(textOf(rendering?.card)).toContain('Canceled by slack:T1/U11: wrong data.');
    expect(rendering?.mention).toBe(owner);
  });
});

test('a success is told to a person whom a subscription names, and to nobody else', async () => {
  const store = await openStore();
  const told = async (message: Partial<LiveMessage> = {}) => {
    const [first, later] = [
      await shown(store, aRun(), message),
      await shown(store, aRun(), { ...message, wasPosted: true }),
    ];
    return [first?.mention, later?.after?.mention, later?.after?.kind];
  };
  expect(await told()).toEqual([undefined, undefined, undefined]);
  for (const mention of ['owner', 'none']) {
    await subscribe(store, { mention });
    expect([mention, await told()]).toEqual([mention, [undefined, undefined, undefined]]);
  }
  await subscribe(store, { mention: 'slack:T1/U2' });
  for (const message of [asked, unasked]) expect(await told(message)).toEqual(['slack:T1/U2', 'slack:T1/U2', 'alert']);
  await subscribe(store, { events: ['failed'] });
  expect(await told()).toEqual([undefined, undefined, undefined]);
});

test('the message of an incident lists the runs it hurts, mentions nobody while they are muted, and is final when all is quiet', async () => {
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
  expect(rendering).toMatchObject({ isFinal: false });
  expect(rendering?.mention).toBeUndefined();
  expect(textOf(rendering?.card)).toMatch(/Compute failed: gpu.*No node\..*7Q3K +churn +train/s);
  expect((await at(now + 30 * 60_000))?.isFinal).toBe(true);
  const oncall = { options: { alert: 'slack:T1/U9' } };
  expect((await at(now, oncall))?.mention).toBe('slack:T1/U9');
  expect((await at(now, { ...oncall, wasPosted: true }))?.mention).toBeUndefined();
  const mute = (pipeline: string) =>
    store.transaction((tx) => addMute(tx, aChannel(), { pipeline, until: now + 1, by: owner }));
  await mute('iris');
  expect((await at(now, oncall))?.mention).toBe('slack:T1/U9');
  for (const pipeline of ['churn', '*']) {
    await mute(pipeline);
    expect((await at(now, oncall))?.mention).toBeUndefined();
    await store.transaction((tx) => removeMutes(tx, aChannel(), pipeline, now));
  }
});
