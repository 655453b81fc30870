import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Handled } from '../../src/delivery/inbox-worker.ts';
import { runRequest } from '../faults/rig.ts';
import { openVirtualWorld } from '../faults/virtual-world.ts';
import { aWorker } from './a-worker.ts';

const hour = 3_600_000;

function ended(words: string): Handled {
  return { answerJson: JSON.stringify(words), async commit() {} };
}

const giveUp = () => ended('given up');

test('a request whose row takes no change is tried once a second, and carried out when it does', async () => {
  const { clock, store, inbox, ends, logged } = await aWorker({ handle: async () => ended('done'), giveUp });
  await inbox.accept(runRequest('k', 'C1', 1));
  await sql`create trigger broken before update on inbox begin select raise(abort, 'broken'); end`.execute(store.db);
  await clock.pass(10_000);
  expect(logged.length).toBeGreaterThan(5);
  expect(logged.length).toBeLessThanOrEqual(11);
  await sql`drop trigger broken`.execute(store.db);
  await clock.runUntil(() => ends.length === 1, 5_000);
  expect(ends).toMatchObject([{ key: 'k', answer: 'done' }]);
});

test('G13: a row that holds something else than a request ends, and holds up nothing', async () => {
  let tries = 0;
  const { clock, store, inbox, ends } = await aWorker({
    async handle({ incoming }) {
      tries += 1;
      return ended(incoming.user.name);
    },
    giveUp,
  });
  const wrong = ['{}', 'null', '[]', '{"key":"k","text":"run p","at":1}'];
  for (const [at] of wrong.entries()) await inbox.accept(runRequest(`k${at}`, 'C1', at));
  for (const [at, incomingJson] of wrong.entries())
    await store.db.updateTable('inbox').set({ incomingJson }).where('key', '=', `k${at}`).execute();
  await inbox.accept(runRequest('whole', 'C1', 9));
  await clock.runUntil(() => ends.length === wrong.length + 1, hour);
  expect(ends.map(({ answer }) => answer)).toEqual([...wrong.map(() => null), 'Ada']);
  expect(clock.elapsed()).toBeLessThan(1_000);
  expect(tries).toBe(1);
});

test('G13: a request that cannot even be given up ends without an answer, and what came after it is carried out', async () => {
  const { clock, store, inbox, ends } = await aWorker({
    async handle({ incoming }) {
      if (incoming.key === 'bad') throw new Error('poison');
      return ended('done');
    },
    giveUp() {
      throw new Error('poison');
    },
  });
  await inbox.accept(runRequest('bad', 'C1', 1));
  await inbox.accept(runRequest('behind', 'C1', 2));
  await clock.runUntil(() => ends.length === 1, hour);
  expect(ends).toMatchObject([{ key: 'behind', answer: 'done' }]);
  const bad = await store.db.selectFrom('inbox').select(['state', 'answerJson']).where('key', '=', 'bad').execute();
  expect(bad).toEqual([{ state: 'done', answerJson: 'null' }]);
});

test('a request that a replica took whose clock is ahead is carried out at once', async () => {
  const { clock, delivery, service } = await openVirtualWorld({ limits: [] });
  await delivery.inbox.accept(runRequest('k', 'C1', clock.now() + 4 * 60_000));
  await clock.runUntil(() => service.ledger.runs.size === 1, 2_000);
});
