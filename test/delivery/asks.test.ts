import { expect, test } from 'vitest';
import { createInbox } from '../../src/delivery/inbox.ts';
import { UserError } from '../../src/errors.ts';
import { createAskInbox } from '../../src/wiring/ask-inbox.ts';
import { runRequest } from '../faults/rig.ts';
import { createVirtualClock } from '../faults/virtual-clock.ts';
import { openStore } from '../notifications/a-store.ts';

const answer = { verb: 'run', reply: { kind: 'empty' } };

/** An inbox that cannot be read for so many looks, and what becomes of somebody who asks there. */
async function asking(lost: number, signal?: AbortSignal) {
  const clock = createVirtualClock();
  const store = await openStore();
  const inbox = createInbox(store, () => {});
  let looks = 0;
  const asks = createAskInbox(
    {
      ...inbox,
      async answerTo(key) {
        looks += 1;
        if (looks <= lost) throw new UserError({ code: 'unavailable', message: 'The connection was lost.' });
        return inbox.answerTo(key);
      },
    },
    clock,
  );
  let told: unknown;
  void asks.ask(runRequest('k', 'C1', 1), signal).then(
    (value) => {
      told = { value };
    },
    (error) => {
      told = { error };
    },
  );
  await clock.runUntil(() => looks > 0, 1_000);
  return { clock, store, asks, told: () => told, looks: () => looks };
}

test('whoever asked hears the answer of a request that was kept, although the store was lost meanwhile', async () => {
  const { clock, store, told, looks } = await asking(3);
  await clock.runUntil(() => looks() > 3, 10_000);
  expect(told()).toBeUndefined();
  await store.db
    .updateTable('inbox')
    .set({ state: 'done', answerJson: JSON.stringify(answer), endedAt: 1 })
    .execute();
  await clock.runUntil(() => told() !== undefined, 10_000);
  expect(told()).toEqual({ value: answer });
});

test('while the store is lost, the worker of this process tells whoever asked, and then nothing goes on', async () => {
  const { clock, asks, told } = await asking(Number.POSITIVE_INFINITY);
  expect(told()).toBeUndefined();
  asks.ended('k', JSON.stringify(answer));
  await clock.runUntil(() => told() !== undefined, 10_000);
  expect(told()).toEqual({ value: answer });
  await expect(clock.pass(1)).rejects.toThrow('nobody waits for anything any more');
});

test('whoever asked can leave while the store is lost', async () => {
  const leaving = new AbortController();
  const { clock, told } = await asking(Number.POSITIVE_INFINITY, leaving.signal);
  leaving.abort();
  await clock.runUntil(() => told() !== undefined, 10_000);
  expect(told()).toMatchObject({ error: { name: 'AbortError' } });
});
