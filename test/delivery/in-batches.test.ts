import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { createInbox } from '../../src/delivery/inbox.ts';
import { standardLease, standForLeadership } from '../../src/delivery/leadership.ts';
import { enqueue } from '../../src/delivery/outbox.ts';
import type { DeliveryStore } from '../../src/delivery/schema.ts';
import { UserError } from '../../src/errors.ts';
import { createLog } from '../../src/log.ts';
import { runRequest } from '../faults/rig.ts';
import { openStore } from '../notifications/a-store.ts';

/** A real store; `commits` counts what it was asked to commit, and `broken` is what becomes of it. */
async function aCountingStore(broken: () => Error | undefined = () => undefined) {
  const store = await openStore();
  let commits = 0;
  const counting: DeliveryStore = {
    ...store,
    async transaction(work) {
      commits += 1;
      const error = broken();
      if (error) throw error;
      return store.transaction(work);
    },
  };
  return { store: counting, commits: () => commits };
}

function keysOf(store: DeliveryStore): Promise<readonly { key: string }[]> {
  return store.db.selectFrom('inbox').select('key').orderBy('key').execute();
}

describe('requests that come at the same moment', () => {
  test('are kept by one commit, and each hears of its own', async () => {
    const { store, commits } = await aCountingStore();
    let wakes = 0;
    const inbox = createInbox(store, () => {
      wakes += 1;
    });
    const keys = ['a', 'b', 'a', 'c', 'b'];
    const answers = await Promise.all(keys.map((key, at) => inbox.accept(runRequest(key, 'C1', at))));
    expect(answers).toEqual(['accepted', 'accepted', 'duplicate', 'accepted', 'duplicate']);
    expect(await keysOf(store)).toEqual([{ key: 'a' }, { key: 'b' }, { key: 'c' }]);
    expect({ commits: commits(), wakes }).toEqual({ commits: 1, wakes: 3 });
  });

  test('are refused by itself where one cannot be kept', async () => {
    const { store } = await aCountingStore();
    const inbox = createInbox(store, () => {});
    const [first, bad, last] = await Promise.allSettled([
      inbox.accept(runRequest('a', 'C1', 1)),
      inbox.accept(runRequest('b', 'C\0', 2)),
      inbox.accept(runRequest('c', 'C1', 3)),
    ]);
    expect([first?.status, bad?.status, last?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await keysOf(store)).toEqual([{ key: 'a' }, { key: 'c' }]);
  });

  test('hear at the same time that the store takes nothing, however many they are', async () => {
    let isFull = true;
    const full = new UserError(
      { code: 'unavailable', message: 'The disk is full.' },
      { cause: Object.assign(new Error('full'), { errcode: 13 }) },
    );
    const { store, commits } = await aCountingStore(() => (isFull ? full : undefined));
    const inbox = createInbox(store, () => expect.unreachable());
    const all = Array.from({ length: 500 }, (_, at) => inbox.accept(runRequest(`k${at}`, 'C1', at)));
    for (const { status } of await Promise.allSettled(all)) expect(status).toBe('rejected');
    expect(commits()).toBe(1);
    isFull = false;
    const again = createInbox(store, () => {});
    expect(await again.accept(runRequest('k0', 'C1', 0))).toBe('accepted');
  });

  test('are not committed again where a commit was not answered', async () => {
    const unknown = new UserError({ code: 'unavailable', message: 'It is not known whether it was kept.' });
    let isLost = true;
    const { store, commits } = await aCountingStore(() => (isLost ? unknown : undefined));
    const inbox = createInbox(store, () => {});
    const lost = [1, 2, 3].map((at) => inbox.accept(runRequest(`k${at}`, 'C1', at)));
    for (const result of await Promise.allSettled(lost)) expect(result).toMatchObject({ reason: unknown });
    expect(commits()).toBe(1);
    isLost = false;
    expect(await inbox.accept(runRequest('k1', 'C1', 1))).toBe('accepted');
  });
});

test('what the leader has to write at the same moment is one commit, and a fault in it is nobody else’s', async () => {
  const { store, commits } = await aCountingStore();
  const log = createLog({ level: 'silent', to: { write: () => {} }, secrets: [] });
  const leadership = await standForLeadership({ store, clock: systemClock, log, times: standardLease, began() {} });
  onTestFinished(() => leadership.close());
  const message = { channel: { platform: 'slack', tenant: 'T1', id: 'C1' }, urgency: 0, options: {} } as const;
  const write = (slot: string) =>
    leadership.transaction(1, async (tx) => {
      await enqueue(tx, { ...message, slot, card: { title: slot, elements: [] } }, 1);
      if (slot === 'bad') throw new Error('a fault');
      return slot;
    });
  const before = commits();
  expect(await Promise.all(['a', 'b', 'c'].map(write))).toEqual(['a', 'b', 'c']);
  expect(commits() - before).toBe(1);
  const [d, bad, e] = await Promise.allSettled(['d', 'bad', 'e'].map(write));
  expect([d?.status, bad?.status, e?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  const rows = await store.db.selectFrom('outbox').select('slot').orderBy('slot').execute();
  expect(rows.map(({ slot }) => slot)).toEqual(['a', 'b', 'c', 'd', 'e']);
});
