import type { KyselyPlugin } from 'kysely';
import { expect, test } from 'vitest';
import { createBudgets } from '../../src/delivery/budgets.ts';
import { createCircuits } from '../../src/delivery/circuit.ts';
import { LostLeadership } from '../../src/delivery/leadership.ts';
import { bump, enqueue, liveSlot, showLive, urgencies } from '../../src/delivery/outbox.ts';
import type { DeliveryStore, OutboxRow } from '../../src/delivery/schema.ts';
import { createSendMessage } from '../../src/delivery/send-message.ts';
import { createLog } from '../../src/log.ts';
import { renderSubject } from '../../src/notifications/render-subject.ts';
import { keepRun } from '../../src/notifications/watched-runs.ts';
import { channel, runRequest } from '../faults/rig.ts';
import { createStandInClient } from '../faults/stand-in-client.ts';
import type { PlatformRequest } from '../faults/stand-in-platform.ts';
import { openVirtualWorld, type VirtualWorld } from '../faults/virtual-world.ts';
import { aRun, aStep } from '../support/a-run.ts';

const card = { title: 'Hello', elements: [] };
const hello = { slot: 'answer:k', channel: channel('C1'), card, urgency: urgencies.outcome, options: {} } as const;
const live = { subject: 'run:run-0001', channel: channel('C1'), options: {} } as const;

async function rows({ store }: VirtualWorld): Promise<OutboxRow[]> {
  return store.db.selectFrom('outbox').selectAll().execute();
}

/** Sends by hand what a world would send by itself; a store, a lead and what happens during a call may be others. */
function sendingBy(
  world: VirtualWorld,
  {
    store = world.store,
    leads = () => true,
    meanwhile = async () => {},
  }: { store?: DeliveryStore; leads?: () => boolean; meanwhile?: () => Promise<void> } = {},
) {
  const { clock, platform, delivery } = world;
  const { leadership } = delivery;
  const send = createSendMessage({
    store,
    leadership: {
      ...leadership,
      fence: () => (leads() ? leadership.fence() : undefined),
      transaction: (fence, work) =>
        store.transaction(async (tx) => {
          await leadership.hold(tx, fence);
          return work(tx);
        }),
    },
    render: (message) => renderSubject(world.store.db, message, clock.now()),
    budgets: createBudgets(),
    circuits: createCircuits(() => 0.5),
    events: { shown() {}, failed() {}, async channelClosed() {} },
    clock,
    random: () => 0.5,
    log: createLog({ level: 'silent', to: { write: () => {} }, secrets: [] }),
  });
  const client = createStandInClient({
    name: 'slack',
    limits: [],
    isSearchable: true,
    now: clock.now,
    async wire(request) {
      const asked = request as PlatformRequest;
      await meanwhile();
      return platform.refusal(asked) ?? platform.commit(asked);
    },
  });
  return (row: OutboxRow) => send(row, client, leadership.fence() ?? 0, () => {});
}

test('the same slot is enqueued once, whatever comes later', async () => {
  const world = await openVirtualWorld({ limits: [] });
  await world.store.transaction((tx) => enqueue(tx, hello, 1));
  await world.store.transaction((tx) => enqueue(tx, { ...hello, card: { ...card, title: 'Other' } }, 2));
  expect(await rows(world)).toMatchObject([{ slot: 'answer:k', cardJson: JSON.stringify(card), createdAt: 1 }]);
});

test('what many channels hear is enqueued a hundred to a statement, and shown once in each', async () => {
  const world = await openVirtualWorld({ limits: [] });
  let statements = 0;
  const counting: KyselyPlugin = {
    transformQuery({ node }) {
      statements += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const places = Array.from({ length: 250 }, (_, at) => ({ channel: channel(`C${at}`), options: {} }));
  await world.store.transaction(async (tx) => {
    await showLive(tx.withPlugin(counting), live.subject, places, 1);
    await showLive(tx, live.subject, places.slice(100), 2);
  });
  expect(statements).toBe(3);
  const enqueued = await rows(world);
  expect(new Set(enqueued.map(({ channel: key }) => key)).size).toBe(250);
  expect(enqueued.every(({ createdAt }) => createdAt === 1)).toBe(true);
});

test('G6: a failure whose first post is found after its answer was lost mentions the owner once', async () => {
  const world = await openVirtualWorld({ limits: [] });
  const { clock, store, platform, faults } = world;
  const calls: [marker: string, mention: string | undefined][] = [];
  faults.platform = (request) => {
    if (request.method !== 'post') return undefined;
    calls.push([request.message.marker, request.message.mention]);
    platform.commit(request);
    return { status: 500, body: {} };
  };
  await store.transaction(async (tx) => {
    await keepRun(tx, 'stand-in', aRun({ status: 'Failed' }), clock.now());
    await showLive(tx, live.subject, [{ ...live, options: { alert: 'owner' } }], clock.now());
  });
  await clock.pass(60_000);
  expect(calls).toEqual([[liveSlot(live.channel, live.subject), 'slack:T1/U1']]);
  expect(await rows(world)).toMatchObject([{ messageId: 'm1', isFinal: 1, dueAt: null }]);
});

test('G6: progress whose post is found after its answer was lost is followed by the alert of the failure', async () => {
  const world = await openVirtualWorld({ limits: [] });
  const { clock, store, platform, faults } = world;
  const { endedAt: _, ...running } = aRun({ status: 'Running', steps: [aStep()] });
  faults.platform = (request) => {
    if (request.method !== 'post' || platform.ledger.messages.length > 0) return undefined;
    platform.commit(request);
    return { status: 500, body: {} };
  };
  await store.transaction(async (tx) => {
    await keepRun(tx, 'stand-in', running, clock.now());
    await showLive(tx, live.subject, [{ ...live, options: { alert: 'owner' } }], clock.now());
  });
  await clock.pass(5_000);
  await store.transaction(async (tx) => {
    await keepRun(tx, 'stand-in', aRun({ status: 'Failed' }), clock.now());
    await bump(tx, live.subject, urgencies.outcome, clock.now());
  });
  await clock.pass(60_000);
  const slot = liveSlot(live.channel, live.subject);
  expect(platform.ledger.messages).toMatchObject([{ marker: slot }, { marker: `${slot}:alert` }]);
});

test('an alert outside the thread leads to the message of its run, and a line said in its own thread means that run', async () => {
  const world = await openVirtualWorld({ limits: [] });
  const { clock, service, platform, delivery } = world;
  const C1 = live.channel;
  const request = { channel: C1, pipeline: '*', filters: {}, events: ['started', 'failed'], threads: false } as const;
  await delivery.notices.subscribe({ ...request, by: 'slack:T1/U1' });
  await clock.pass(10_000);
  const { endedAt: _, ...running } = aRun({ status: 'Running' });
  service.report(running);
  await clock.runUntil(() => platform.ledger.messages.length === 1, 20_000);
  service.report(aRun({ status: 'Failed' }));
  await clock.runUntil(() => platform.ledger.messages.length === 2, 20_000);
  const alert = platform.ledger.messages[1];
  expect([alert?.thread, alert?.looks[0]?.leadsTo]).toEqual([undefined, 'https://chat.example/m1']);
  service.report({ ...running, id: 'run-0002', shortId: '9Q9M' });
  await clock.pass(10_000);
  const said = runRequest('said', 'C1', clock.now(), 'status');
  await delivery.inbox.accept({ ...said, channel: { ...C1, thread: 'm2' }, surface: 'thread' });
  await clock.runUntil(() => platform.ledger.messages.length === 4, 20_000);
  expect(platform.ledger.messages[3]).toMatchObject({ thread: 'm2', looks: [{ title: 'churn · run 7Q3K' }] });
});

test('a message of a run that the watcher has not seen yet is kept, and shown once it has', async () => {
  const world = await openVirtualWorld({ limits: [] });
  const { clock, store, platform } = world;
  await store.transaction((tx) => showLive(tx, live.subject, [live], clock.now()));
  await clock.pass(10_000);
  expect(await rows(world)).toMatchObject([{ dueAt: null, messageId: null, state: 'open' }]);
  await store.transaction(async (tx) => {
    await keepRun(tx, 'stand-in', aRun(), clock.now());
    await bump(tx, live.subject, urgencies.outcome, clock.now());
  });
  await clock.runUntil(() => platform.ledger.messages.length === 1, 20_000);
  expect(platform.ledger.messages[0]?.looks).toMatchObject([{ words: 'Completed', isFinal: true }]);
});

test('G12: whoever no longer leads once the intent is noted sends nothing', async () => {
  const world = await openVirtualWorld({ limits: [] });
  await world.store.transaction((tx) => enqueue(tx, hello, world.clock.now()));
  const [row] = await rows(world);
  if (!row) throw new Error('nothing was enqueued');
  await expect(sendingBy(world, { leads: () => false })(row)).rejects.toThrow(LostLeadership);
  expect(world.platform.ledger.requests.post).toBe(0);
  expect((await rows(world))[0]?.doubtSince).not.toBeNull();
});

test('G5: the end that comes while the progress of a deleted message is refused is due at once', async () => {
  const world = await openVirtualWorld({ limits: [] });
  const { clock, store, platform, service } = world;
  const { endedAt: _, ...running } = aRun({ status: 'Running' });
  service.report(running);
  await store.transaction(async (tx) => {
    await keepRun(tx, 'stand-in', running, clock.now());
    await showLive(tx, live.subject, [live], clock.now());
  });
  await clock.runUntil(() => platform.ledger.messages.length === 1, 20_000);
  await clock.pass(10_000);
  for (const message of platform.ledger.messages) platform.remove(message);
  await store.transaction(async (tx) => {
    await keepRun(tx, 'stand-in', { ...running, steps: [] }, clock.now());
    await bump(tx, live.subject, urgencies.progress, clock.now());
  });
  const [row] = await rows(world);
  if (!row) throw new Error('nothing was enqueued');
  await sendingBy(world, {
    meanwhile: () => store.transaction((tx) => bump(tx, live.subject, urgencies.outcome, clock.now())),
  })(row);
  expect(platform.ledger.requests.edit).toBe(1);
  expect((await rows(world))[0]?.dueAt).toBe(clock.now());
});

test('G6: a row that went on since it was read is not posted again', async () => {
  const world = await openVirtualWorld({ limits: [] });
  const send = sendingBy(world);
  await world.store.transaction((tx) => enqueue(tx, hello, world.clock.now()));
  const [row] = await rows(world);
  if (!row) throw new Error('nothing was enqueued');
  await send(row);
  await send(row);
  expect(world.platform.ledger).toMatchObject({ doubles: [], messages: [{ marker: 'answer:k' }] });
});

test.each([
  ['once', 2],
  ['for a while', 9],
])('G6: a post whose result cannot be noted, %s, is looked up before it is made again', async (_, until) => {
  const world = await openVirtualWorld({ limits: [] });
  const { store, clock, platform } = world;
  await store.transaction((tx) => enqueue(tx, hello, clock.now()));
  let transactions = 0;
  const failing: DeliveryStore = {
    ...store,
    async transaction(work) {
      transactions += 1;
      // After the intent: the result, and in the harder case its failure too.
      if (transactions > 1 && transactions <= until) throw new Error('the disk is full');
      return store.transaction(work);
    },
  };
  const send = sendingBy(world, { store: failing });
  const [row] = await rows(world);
  if (!row) throw new Error('nothing was enqueued');
  const noted = await send(row).catch(String);
  expect(noted).toBe(until === 2 ? undefined : 'Error: the disk is full');
  expect(platform.ledger.messages).toHaveLength(1);
  await clock.pass(60_000);
  expect(await rows(world)).toMatchObject([{ messageId: 'm1', dueAt: null }]);
  expect(platform.ledger).toMatchObject({ doubles: [], messages: [{ isRepeat: false }] });
});

test('G5: a run that ended before anybody ever watched the service is shown to whoever waits for it', async () => {
  const world = await openVirtualWorld({ limits: [] });
  const { clock, store, platform, service } = world;
  service.report(aRun());
  await clock.runUntil(() => clock.elapsed() > 10_000, 20_000);
  await store.transaction((tx) => showLive(tx, live.subject, [live], clock.now()));
  await clock.runUntil(() => platform.ledger.messages.length === 1, 20_000);
  expect(platform.ledger.messages[0]?.looks).toMatchObject([{ words: 'Completed' }]);
});
