import { expect, test } from 'vitest';
import { runIdFor } from '../../src/commands/dispatch.ts';
import { createInbox } from '../../src/delivery/inbox.ts';
import { brokenInStore, brokenPromises, rest } from '../faults/oracles.ts';
import { deliver, openRig, runRequest } from '../faults/rig.ts';
import { longTest, seed, seeded } from '../faults/seeded.ts';
import { openVirtualWorld } from '../faults/virtual-world.ts';
import { openStore } from '../notifications/a-store.ts';
import { amount } from '../support/generated.ts';

test('G1: a request is acknowledged and worked on only after its commit', async () => {
  const store = await openStore();
  const told: string[] = [];
  const inbox = createInbox(
    {
      ...store,
      async transaction(work) {
        const result = await store.transaction(work);
        told.push('committed');
        return result;
      },
    },
    () => told.push('woken'),
  );
  expect(await inbox.accept(runRequest('k', 'C1', 1))).toBe('accepted');
  expect(told).toEqual(['committed', 'woken']);
  expect(await inbox.accept(runRequest('k', 'C1', 1))).toBe('duplicate');
  expect(told).toEqual(['committed', 'woken', 'committed']);
});

test('G1: a request that cannot be kept is not acknowledged, and nothing is left of it', async () => {
  const store = await openStore();
  let isFull = true;
  const inbox = createInbox(
    {
      ...store,
      transaction: (work) =>
        store.transaction(async (tx) => {
          const result = await work(tx);
          if (isFull) throw new Error('full');
          return result;
        }),
    },
    () => expect.unreachable(),
  );
  await expect(inbox.accept(runRequest('k', 'C1', 1))).rejects.toThrow('full');
  isFull = false;
  expect(await store.db.selectFrom('inbox').selectAll().execute()).toEqual([]);
});

test('G1, G3: what was acknowledged the moment before kill -9 is carried out after the restart', longTest, async () => {
  const rig = await openRig();
  const bot = await rig.start();
  const incoming = runRequest('k', 'C1', 1);
  expect(bot && (await deliver(bot, incoming))).toBe(true);
  bot?.kill('SIGKILL');
  await bot?.ended;
  const next = await rig.start();
  if (next) await rest(rig, next, [incoming]);
  await next?.stop();
  expect([...brokenPromises(rig, [incoming], 0), ...brokenInStore(rig.file)]).toEqual([]);
});

test('G2: each request delivered up to four times in any order acts once', async () => {
  const { clock, delivery, service, store } = await openVirtualWorld({ limits: [] });
  const dice = seeded(seed);
  const requests = Array.from({ length: amount(10_000) }, (_, at) => runRequest(`k${at}`, `C${at % 20}`, at));
  const delivered = dice.shuffled(requests.flatMap((one) => Array.from({ length: 1 + dice.below(4) }, () => one)));
  const answers = await Promise.all(delivered.map((one) => delivery.inbox.accept(one)));
  expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(requests.length);
  expect(delivered.length).toBeGreaterThan(requests.length);
  await clock.runUntil(() => service.ledger.runs.size === requests.length, 3_600_000);
  const open = () => store.db.selectFrom('inbox').select('key').where('state', '!=', 'done').execute();
  let left = await open();
  for (let look = 0; look < 20 && left.length > 0; look += 1) {
    await clock.pass(1_000);
    left = await open();
  }
  expect(left).toEqual([]);
  expect(service.ledger.submittedAgain).toEqual([]);
  expect([...service.ledger.runs.keys()].sort()).toEqual(requests.map(({ key }) => runIdFor(key)).sort());
});
