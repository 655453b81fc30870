import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../src/notifications/events.ts';
import { type Hearer, matching } from '../../src/notifications/matching.ts';
import { addMute, mutesOf, removeMutes } from '../../src/notifications/mutes.ts';
import type { NotificationsStore } from '../../src/notifications/schema.ts';
import {
  addSubscription,
  pauseChannel,
  removeSubscriptions,
  resumeChannel,
  type SubscribeRequest,
  subscriptionsOf,
} from '../../src/notifications/subscriptions.ts';
import { aRun } from '../support/a-run.ts';
import { aChannel, openStore } from './a-store.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const failed: RunEvent = { kind: 'failed', run: aRun({ status: 'Failed' }) };
const finished: RunEvent = { kind: 'finished', run: aRun() };

function add(store: NotificationsStore, request: Partial<SubscribeRequest> = {}, at = now) {
  const whole = { channel: aChannel(), pipeline: 'churn', filters: {}, by: 'slack:T1/U1', ...request };
  return store.transaction((tx) => addSubscription(tx, whole, at));
}

async function heardIn(store: NotificationsStore, event: RunEvent, at = now): Promise<readonly string[]> {
  return (await matching(store.db, event, at)).map(({ channel }) => channel.id).sort();
}

describe('a subscription', () => {
  test('hears of every end and of machines that fail, mentions the owner, and answers in threads, unless told otherwise', async () => {
    const store = await openStore();
    const { subscription, isNew } = await add(store);
    expect(isNew).toBe(true);
    expect(subscription).toMatchObject({
      pipeline: 'churn',
      events: ['finished', 'failed', 'canceled', 'compute-failed'],
      mention: 'owner',
      threads: true,
    });
    expect(await subscriptionsOf(store.db, aChannel())).toEqual([subscription]);
  });

  test('is one for a channel, a pipeline and filters: said again it is the same, and only what is said changes', async () => {
    const store = await openStore();
    const first = await add(store, { filters: { status: ['failed', 'canceled'] }, events: ['failed'], threads: false });
    const again = await add(store, { filters: { status: ['canceled', 'failed'] }, mention: 'none' }, now + 5_000);
    expect(again).toEqual({ isNew: false, subscription: { ...first.subscription, mention: 'none' } });
    expect(await subscriptionsOf(store.db, aChannel())).toEqual([again.subscription]);
    await add(store, { filters: {} });
    await add(store, { channel: aChannel('C2'), filters: { status: ['failed', 'canceled'] } });
    expect(await subscriptionsOf(store.db, aChannel())).toHaveLength(2);
    expect(await subscriptionsOf(store.db, aChannel('C2'))).toHaveLength(1);
  });

  test('said in a thread is about the channel', async () => {
    const store = await openStore();
    await add(store, { channel: { ...aChannel(), thread: '171.1' } });
    expect(await matching(store.db, failed, now)).toEqual([{ channel: aChannel(), options: {} }]);
  });

  test('ends by id, by pipeline, or all at once, and only in its own channel', async () => {
    const store = await openStore();
    const { subscription } = await add(store);
    await add(store, { filters: { by: 'slack:T1/U2' } });
    await add(store, { pipeline: 'iris' });
    await add(store, { pipeline: '*' });
    await add(store, { channel: aChannel('C2') });
    const end = (which: Parameters<typeof removeSubscriptions>[2], channel = aChannel()) =>
      store.transaction((tx) => removeSubscriptions(tx, channel, which));
    expect(await end({ kind: 'id', id: subscription.id }, aChannel('C2'))).toEqual([]);
    expect(await end({ kind: 'id', id: subscription.id })).toEqual([subscription]);
    expect(await end({ kind: 'pipeline', pipeline: 'iris' })).toHaveLength(1);
    expect(await end({ kind: 'all' })).toHaveLength(2);
    expect(await subscriptionsOf(store.db, aChannel('C2'))).toHaveLength(1);
  });
});

describe('an event is heard', () => {
  test('where its pipeline, its kind and every filter match, and nowhere else', async () => {
    const store = await openStore();
    const wanted: Readonly<Record<string, Partial<SubscribeRequest>>> = {
      all: { pipeline: '*' },
      same: {},
      other: { pipeline: 'iris' },
      finishes: { events: ['finished'] },
      fails: { events: ['failed'] },
      experiment: { filters: { experiment: 'nightly' } },
      otherExperiment: { filters: { experiment: 'weekly' } },
      mine: { filters: { by: 'slack:T1/U1' } },
      theirs: { filters: { by: 'slack:T1/U2' } },
      failedOnly: { filters: { status: ['failed'] } },
      everything: { filters: { status: ['failed'], experiment: 'nightly', by: 'slack:T1/U1' }, events: ['failed'] },
    };
    for (const [id, request] of Object.entries(wanted)) await add(store, { channel: aChannel(id), ...request });
    const always = ['all', 'experiment', 'mine', 'same'];
    expect(await heardIn(store, failed)).toEqual([...always, 'everything', 'failedOnly', 'fails'].sort());
    expect(await heardIn(store, finished)).toEqual([...always, 'finishes'].sort());
    expect(await heardIn(store, { kind: 'started', run: aRun() })).toEqual([]);
  });

  test('whatever the run does meanwhile: a status narrows how it ended, and nothing that happened before', async () => {
    const store = await openStore();
    await add(store, { filters: { status: ['failed'] }, events: ['started', 'compute-failed', 'finished', 'failed'] });
    for (const status of ['Running', 'Completed', 'Failed'] as const) {
      const run = aRun({ status });
      const trouble = { kind: 'compute-failed', run, step: 'train', target: 'gpu', cause: 'no node' } as const;
      expect([status, await heardIn(store, trouble)]).toEqual([status, ['C1']]);
      expect([status, await heardIn(store, { kind: 'started', run })]).toEqual([status, ['C1']]);
    }
    expect([await heardIn(store, finished), await heardIn(store, failed)]).toEqual([[], ['C1']]);
  });

  test('once in a channel, however many of its subscriptions match; the one that says most decides whom it mentions', async () => {
    const store = await openStore();
    await add(store, { pipeline: '*', mention: 'none' });
    await add(store, { mention: 'slack:T1/U7' });
    await add(store, { filters: { experiment: 'nightly' }, mention: 'owner', threads: false });
    const trouble = { kind: 'compute-failed', step: 'train', target: 'gpu', cause: 'no node' } as const;
    const heard: readonly Hearer[] = await matching(store.db, { ...trouble, run: aRun() }, now);
    expect(heard).toEqual([{ channel: aChannel(), options: { alert: 'owner' } }]);
    const weekly = { ...trouble, run: aRun({ experiment: 'weekly' }) };
    expect(await matching(store.db, weekly, now)).toMatchObject([{ options: { alert: 'slack:T1/U7' } }]);
  });

  test('not while the channel is muted, for the pipeline or for all, and again when the time is over', async () => {
    const store = await openStore();
    for (const id of ['C1', 'C2', 'C3']) await add(store, { channel: aChannel(id) });
    await store.transaction(async (tx) => {
      await addMute(tx, aChannel('C1'), { pipeline: 'churn', until: now + 60_000, by: 'slack:T1/U1' });
      await addMute(tx, aChannel('C2'), { pipeline: '*', by: 'slack:T1/U1' });
      await addMute(tx, aChannel('C3'), { pipeline: 'iris', by: 'slack:T1/U1' });
    });
    expect(await heardIn(store, failed)).toEqual(['C3']);
    expect(await heardIn(store, failed, now + 60_000)).toEqual(['C1', 'C3']);
    expect(await mutesOf(store.db, aChannel('C1'), now + 60_000)).toEqual([]);
    await store.transaction((tx) => removeMutes(tx, aChannel('C2'), undefined, now));
    expect(await heardIn(store, failed)).toEqual(['C2', 'C3']);
  });

  test('not in a channel that takes nothing, until it does again or somebody subscribes there', async () => {
    const store = await openStore();
    await add(store);
    await add(store, { pipeline: '*' });
    await add(store, { channel: aChannel('C2') });
    await store.transaction((tx) => pauseChannel(tx, aChannel(), 'the channel is archived'));
    await store.transaction((tx) => pauseChannel(tx, aChannel(), 'a later reason'));
    expect(await heardIn(store, failed)).toEqual(['C2']);
    expect(await subscriptionsOf(store.db, aChannel())).toMatchObject([
      { pausedWhy: 'the channel is archived' },
      { pausedWhy: 'the channel is archived' },
    ]);
    await store.transaction((tx) => resumeChannel(tx, aChannel()));
    expect(await heardIn(store, failed)).toEqual(['C1', 'C2']);
    await store.transaction((tx) => pauseChannel(tx, aChannel('C2'), 'we were removed'));
    await add(store, { channel: aChannel('C2') });
    expect(await heardIn(store, failed)).toEqual(['C1', 'C2']);
  });
});
