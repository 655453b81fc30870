import { expect, test } from 'vitest';
import { type Claimed, createInbox, dueRequests } from '../../src/delivery/inbox.ts';
import { type Handled, TryLater } from '../../src/delivery/inbox-worker.ts';
import { standardLease } from '../../src/delivery/leadership.ts';
import type { DeliveryStore } from '../../src/delivery/schema.ts';
import { UserError } from '../../src/errors.ts';
import { runRequest } from '../faults/rig.ts';
import { openStore } from '../notifications/a-store.ts';
import { amount } from '../support/generated.ts';
import { aWorker } from './a-worker.ts';

const hour = 3_600_000;

function ended(words: string): Handled {
  return { answerJson: JSON.stringify(words), async commit() {} };
}

/** A worker whose requests are carried out by `handle`. */
function working(
  handle: (claimed: Claimed) => Promise<Handled>,
  over: (store: DeliveryStore) => DeliveryStore = (store) => store,
) {
  return aWorker({ handle, giveUp: () => ended('given up'), over });
}

test('requests of a channel are carried out one after the other, in the order in which they came', async () => {
  let atOnce = 0;
  const order: string[] = [];
  const { clock, inbox, ends } = await working(async ({ incoming }) => {
    atOnce += 1;
    order.push(incoming.key);
    expect(atOnce).toBe(1);
    await clock.wait(50);
    atOnce -= 1;
    return ended('done');
  });
  for (const at of [3, 1, 2]) await inbox.accept(runRequest(`k${at}`, 'C1', at));
  await clock.runUntil(() => ends.length === 3, hour);
  expect(order).toEqual(['k1', 'k2', 'k3']);
});

test('a backlog costs one transaction for each request: the end of one begins the next of its channel', async () => {
  const { clock, store, inbox, ends } = await working(async () => ended('done'));
  await Promise.all(Array.from({ length: 80 }, (_, at) => inbox.accept(runRequest(`k${at}`, 'C1', at))));
  const beats = async () => (await store.db.selectFrom('lease').select('beat').executeTakeFirst())?.beat ?? 0;
  const before = await beats();
  await clock.runUntil(() => ends.length === 80, hour);
  expect(ends.map(({ key }) => key)).toEqual(Array.from({ length: 80 }, (_, at) => `k${at}`));
  expect((await beats()) - before).toBeLessThan(100);
});

test.each([
  ['nobody answered', new UserError({ code: 'unavailable', message: 'The commit was not answered.' })],
  ['the answer was a fault', new Error('The commit was answered with nonsense.')],
])('G2: a request whose end was committed is not carried out again, although %s', async (_, error) => {
  let tries = 0;
  let isLost = false;
  const { clock, store, inbox } = await working(
    async () => {
      tries += 1;
      isLost = true;
      return ended('done');
    },
    (whole) => ({
      ...whole,
      async transaction(work) {
        const result = await whole.transaction(work);
        if (!isLost) return result;
        isLost = false;
        throw error;
      },
    }),
  );
  await inbox.accept(runRequest('k', 'C1', 1));
  await clock.pass(60_000);
  expect(tries).toBe(1);
  expect(await store.db.selectFrom('inbox').selectAll().execute()).toMatchObject([{ state: 'done' }]);
});

test('G12: a request is no longer its own for a process whose lease another one has taken', async () => {
  const seen: boolean[] = [];
  const { clock, store, inbox, ends } = await working(async ({ isStillOurs }) => {
    seen.push(isStillOurs());
    await store.db.updateTable('lease').set({ owner: 'another', fence: 2 }).execute();
    await clock.wait(standardLease.lease);
    seen.push(isStillOurs());
    return ended('done');
  });
  await inbox.accept(runRequest('k', 'C1', 1));
  await clock.runUntil(() => seen.length === 2, hour);
  expect(seen).toEqual([true, false]);
  expect(ends).toEqual([]);
});

test('G13: a request that nobody can carry out is given up after twelve attempts, and holds up its own channel only', async () => {
  let tries = 0;
  const { clock, inbox, ends } = await working(async ({ incoming }) => {
    if (incoming.text !== 'poison') return ended('done');
    tries += 1;
    throw tries % 2 === 0 ? new TryLater('later') : new Error('poison');
  });
  await Promise.all([inbox.accept(runRequest('bad', 'C0', 0, 'poison')), inbox.accept(runRequest('behind', 'C0', 1))]);
  for (let at = 0; at < 100; at += 1) await inbox.accept(runRequest(`k${at}`, `C${1 + (at % 9)}`, at));
  await clock.runUntil(() => ends.length === 100, hour);
  expect(clock.elapsed()).toBeLessThan(60_000);
  await clock.runUntil(() => ends.length === 102, hour);
  expect(tries).toBe(12);
  expect(ends.slice(-2)).toMatchObject([
    { key: 'bad', answer: 'given up' },
    { key: 'behind', answer: 'done' },
  ]);
});

/** Milliseconds of the longest time for which this process itself kept its event loop from turning while `act` was under way. */
async function longestWork(act: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let isOver = false;
  // Time of the processor, not of the day: on a busy machine a process stands still without doing anything.
  let last = process.threadCpuUsage();
  function turn(): void {
    const { user, system } = process.threadCpuUsage(last);
    longest = Math.max(longest, (user + system) / 1_000);
    last = process.threadCpuUsage();
    // Not an immediate: for those a virtual clock waits.
    if (!isOver) setTimeout(turn);
  }
  setTimeout(turn);
  await act();
  isOver = true;
  turn();
  return longest;
}

test('G13: poison in a tenth of the channels takes less than a twentieth of their pace from the others, and nothing stands still', async () => {
  const good = amount(10_000);
  const bad = Math.ceil(good / 10);

  /** Milliseconds until everything good has ended (virtual), and of the longest stall (of the processor). */
  async function paceAmong(poison: number) {
    const { clock, inbox, ends } = await working(async ({ incoming }) => {
      if (incoming.text === 'poison') throw new Error('poison');
      await clock.wait(20);
      return ended('done');
    });
    const isAccepted = Promise.all([
      ...Array.from({ length: poison }, (_, at) => inbox.accept(runRequest(`bad${at}`, `B${at}`, at, 'poison'))),
      ...Array.from({ length: good }, (_, at) => inbox.accept(runRequest(`k${at}`, `C${at % (9 * bad)}`, at))),
    ]);
    const stall = await longestWork(async () => {
      await isAccepted;
      await clock.runUntil(() => ends.filter(({ answer }) => answer === 'done').length === good, hour);
    });
    return { ms: clock.elapsed(), stall };
  }

  const alone = await paceAmong(0);
  const among = await paceAmong(bad);
  process.stdout.write(
    `poison: ${good} requests among ${bad} poisoned ones took ${among.ms} virtual ms, ${alone.ms} without; longest stall ${among.stall.toFixed(1)} ms\n`,
  );
  expect(among.ms * 0.95).toBeLessThan(alone.ms);
  expect(among.stall).toBeLessThan(100);
});

test('G13: a request that ended the process at every attempt is not attempted for ever', async () => {
  let attempts = 0;
  const { clock, store, inbox, ends } = await working(async () => {
    attempts += 1;
    return ended('done');
  });
  await inbox.accept(runRequest('deadly', 'C1', 1));
  await store.db.updateTable('inbox').set({ attempts: 12, state: 'working' }).execute();
  await clock.runUntil(() => ends.length === 1, hour);
  expect(ends).toMatchObject([{ key: 'deadly', answer: 'given up' }]);
  expect(attempts).toBe(0);
});

test('G13: a request that cannot be read ends, and holds up nothing', async () => {
  const { clock, store, inbox, ends } = await working(async () => ended('done'));
  await inbox.accept(runRequest('broken', 'C1', 1));
  await store.db.updateTable('inbox').set({ incomingJson: '{"key":' }).execute();
  await inbox.accept(runRequest('whole', 'C1', 2));
  await clock.runUntil(() => ends.length === 2, hour);
  expect(ends.map(({ key }) => key)).toEqual(['broken', 'whole']);
});

test('G14: a channel with more waiting requests than a round looks at keeps no other channel waiting', async () => {
  const store = await openStore();
  const inbox = createInbox(store, () => {});
  for (let at = 0; at < 300; at += 1) await inbox.accept(runRequest(`k${at}`, 'C1', at));
  await store.db.updateTable('inbox').set({ dueAt: 1_000_000 }).where('key', '=', 'k0').execute();
  await inbox.accept(runRequest('other', 'C2', 999));
  expect([...(await dueRequests(store, 1_000, 200)).keys()]).toEqual(['slack:T1/C2']);
});
