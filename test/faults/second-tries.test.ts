import { expect, test } from 'vitest';
import type { Answer } from '../../src/commands/dispatch.ts';
import { dispatch, runIdFor } from '../../src/commands/dispatch.ts';
import { createDeliveries } from '../../src/delivery/deliveries.ts';
import { createInbox } from '../../src/delivery/inbox.ts';
import { type Leadership, standardLease, standForLeadership } from '../../src/delivery/leadership.ts';
import { enqueue } from '../../src/delivery/outbox.ts';
import { createNotices } from '../../src/notifications/notices.ts';
import type { PipelineService } from '../../src/pipelines/service.ts';
import { Doubtful } from '../../src/pipelines/surely.ts';
import { actOnce } from '../../src/wiring/act-once.ts';
import { openStore } from '../notifications/a-store.ts';
import { aRun } from '../support/a-run.ts';
import { silentLog } from '../support/embedded.ts';
import { createQuickClock } from './quick-clock.ts';
import { channel, runRequest } from './rig.ts';
import { createStandInService, type ServiceRequest } from './stand-in-service.ts';
import { createServiceClient } from './stand-in-service-client.ts';
import { openVirtualWorld } from './virtual-world.ts';

const second = 1_000;
const minute = 60 * second;
const by = 'slack:T1/U1';

/** A world in which the old run is the last one, and how one line ends in it, said by its owner. */
async function openOldRun(status: 'Running' | 'Completed') {
  const world = await openVirtualWorld({ limits: [], stateLasts: 4 * second });
  const { clock, store, service, delivery } = world;
  const old = aRun({ id: 'old', shortId: '0LD1', status, submittedBy: by });
  service.report(old);
  await clock.pass(10 * second);
  return {
    ...world,
    old,
    async end(text: string): Promise<Answer> {
      const ended = async () => delivery.inbox.answerTo('k');
      await delivery.inbox.accept(runRequest('k', 'C1', clock.now(), text));
      for (let turn = 0; turn < 60 && (await ended()) === undefined; turn += 1) await clock.pass(10 * second);
      const answer: Answer = JSON.parse((await ended()) ?? 'null');
      await clock.pass(minute);
      expect(await store.db.selectFrom('outbox').select('slot').where('dueAt', 'is not', null).execute()).toEqual([]);
      return answer;
    },
  };
}

for (const line of ['retry last', 'rerun last', 'run p']) {
  test(`G2: "${line}", of which the answer was lost and the service then was down, answers with the run it started`, async () => {
    const { clock, service, platform, faults, end } = await openOldRun('Completed');
    let backAt: number | undefined;
    faults.service = (request) => {
      if (request.method === 'submit' && backAt === undefined) {
        service.commit(request);
        backAt = clock.elapsed() + 30 * second;
        return 'down';
      }
      return clock.elapsed() < (backAt ?? 0) ? 'down' : undefined;
    };
    const { reply, started } = await end(line);
    const note = line === 'run p' ? {} : { note: expect.stringContaining('Repeats 0LD1.') };
    expect({ reply, started }).toMatchObject({
      started: true,
      reply: { kind: 'run', run: { id: runIdFor('k') }, ...note },
    });
    expect([...service.ledger.runs.keys()]).toEqual(['old', runIdFor('k')]);
    const shown = platform.ledger.messages.filter(({ subject }) => subject === `run:${runIdFor('k')}`);
    expect(shown.map((message) => message.looks.at(-1)?.isFinal)).toEqual([true]);
  });
}

for (const line of ['cancel last', 'cancel']) {
  test(`G2: "${line}", of which the answer was lost, cancels no run that began meanwhile`, async () => {
    const { service, faults, old, end } = await openOldRun('Running');
    const canceled: string[] = [];
    faults.service = (request) => {
      if (request.method !== 'cancel') return undefined;
      canceled.push(request.runId);
      if (canceled.length > 1) return undefined;
      service.commit(request);
      service.report({ ...old, status: 'Canceled', endedAt: Date.now() });
      service.report({ ...old, id: 'new', shortId: '0NEW' });
      return 'down';
    };
    expect(await end(line)).toMatchObject({
      changed: true,
      reply: { kind: 'run', run: { id: 'old', status: 'Canceled' } },
    });
    expect(canceled).toEqual(['old', 'old']);
    expect(service.ledger.runs.get('new')?.status).toBe('Running');
  });
}

/** Replicas that share a store, and carry requests of one channel out as the worker lets them. */
async function openReplicas() {
  const store = await openStore();
  const clock = createQuickClock({ epoch: Date.now(), speed: 1 });
  const standIn = createStandInService({ clock });
  const inbox = createInbox(store, () => {});
  const now = clock.now();
  const gate = { wait: async () => {} };
  const service: PipelineService = createServiceClient(async (request) => {
    await gate.wait();
    return standIn.commit(request as ServiceRequest);
  });
  return {
    store,
    gate,
    notices: createNotices(store, clock),
    lead: () => standForLeadership({ store, clock, log: silentLog, times: standardLease, began() {} }),
    async carryOut(leadership: Leadership, text: string, attempt: number) {
      const fence = leadership.fence() ?? 0;
      const incoming = runRequest(text, 'C1', now, text);
      await inbox.accept(incoming);
      const acting = { store, leadership, clock };
      const acts = await actOnce(acting, { incoming, attempt, fence, isStillOurs: () => true });
      const own = { notices: createNotices(store, clock), deliveries: createDeliveries(store, clock.now) };
      const doctor = { checks: async () => [], post: async () => 0 };
      const world = { ...acts, ...own, incoming, service, doctor, admins: new Set([by]), now };
      return (await dispatch({ ...world, pageOf: () => undefined }, silentLog)).reply;
    },
  };
}

test('G12: a process that wakes after another one took its request over changes nothing of ours any more', async () => {
  const { gate, notices, lead, carryOut } = await openReplicas();
  const frozen = await lead();
  const thaw = Promise.withResolvers<void>();
  const asleep = Promise.withResolvers<void>();
  gate.wait = () => {
    asleep.resolve();
    return thaw.promise;
  };
  const late = carryOut(frozen, 'subscribe *', 1);
  await asleep.promise;
  gate.wait = async () => {};

  const leader = await lead();
  expect(await carryOut(leader, 'subscribe *', 2)).toMatchObject({ kind: 'subscribed', isNew: true });
  expect(await carryOut(leader, 'unsubscribe all', 1)).toMatchObject({ title: 'Ended 1 subscription' });
  thaw.resolve();
  await expect(late).rejects.toThrow(Doubtful);
  expect((await notices.subscriptions(channel('C1'))).subscriptions).toEqual([]);
  await frozen.close();
  await leader.close();
});

test('G2: what was changed by a process that died before its request ended is answered as it was, and not changed again', async () => {
  const { store, notices, lead, carryOut } = await openReplicas();
  const leader = await lead();
  const c1 = channel('C1');
  for (const pipeline of ['iris', 'iris2']) await notices.subscribe({ channel: c1, pipeline, filters: {}, by });
  const card = { title: 'Lost', elements: [] };
  await store.transaction(async (tx) => {
    await enqueue(tx, { slot: 'lost', channel: c1, card, urgency: 0, options: {} }, 1);
    await tx.updateTable('outbox').set({ state: 'dead' }).execute();
  });
  const titles: Record<string, string> = {
    'subscribe *': '"isNew":true',
    'mute *': 'This channel is muted',
    unmute: 'hears of everything again',
    'unsubscribe iris': 'Ended 1 subscription',
    'deliveries retry lost': 'The message is tried again',
  };
  for (const [line, title] of Object.entries(titles)) {
    const first = await carryOut(leader, line, 1);
    expect(JSON.stringify(first)).toContain(title);
    expect(await carryOut(leader, line, 2)).toEqual(first);
  }
  await leader.close();
});
