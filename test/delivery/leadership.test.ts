import { describe, expect, onTestFinished, test } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import { LostLeadership, standardLease, standForLeadership } from '../../src/delivery/leadership.ts';
import { deliveryMigrations } from '../../src/delivery/migrations.ts';
import type { DeliverySchema, DeliveryStore } from '../../src/delivery/schema.ts';
import { createLog } from '../../src/log.ts';
import { countFired } from '../faults/fired.ts';
import { brokenPromises, rest } from '../faults/oracles.ts';
import { createQuickClock } from '../faults/quick-clock.ts';
import { type Bot, channel, deliver, openRig, type Rig, runRequest } from '../faults/rig.ts';
import { longTest } from '../faults/seeded.ts';
import type { Journey } from '../faults/stand-in-service.ts';
import { createVirtualClock } from '../faults/virtual-clock.ts';
import { openStore } from '../notifications/a-store.ts';
import { amount } from '../support/generated.ts';
import { storeKinds } from '../support/stores.ts';

const log = createLog({ level: 'silent', to: { write: () => {} }, secrets: [] });

async function stand(store: DeliveryStore, clock: Clock) {
  let beginnings = 0;
  let losses = 0;
  const leadership = await standForLeadership({
    store,
    clock,
    log,
    times: standardLease,
    began() {
      beginnings += 1;
    },
    lost() {
      losses += 1;
    },
  });
  onTestFinished(() => leadership.close());
  return { ...leadership, beginnings: () => beginnings, losses: () => losses };
}

test('whoever leads writes, and whoever led before writes nothing any more', async () => {
  const clock = createQuickClock({ epoch: Date.now(), speed: 200 });
  const store = await openStore();
  const first = await stand(store, clock);
  expect(first.fence()).toBe(1);
  await store.db.updateTable('lease').set({ owner: 'another', fence: 2 }).execute();
  const late = first.transaction(1, (tx) => tx.deleteFrom('lease').execute());
  await expect(late).rejects.toThrow(LostLeadership);
  expect(first.fence()).toBeUndefined();
  expect(await store.db.selectFrom('lease').selectAll().execute()).toMatchObject([{ owner: 'another', fence: 2 }]);
});

test('a writer who comes late with an earlier leadership takes nothing from the present one, and a loss is told of once', async () => {
  const clock = createVirtualClock();
  const store = await openStore();
  const replica = await stand(store, clock);
  await store.db.updateTable('lease').set({ owner: 'another', fence: 2 }).execute();
  const write = (fence: number) => replica.transaction(fence, (tx) => tx.selectFrom('lease').selectAll().execute());
  const late = await Promise.allSettled([1, 1, 1, 1, 1].map(write));
  expect(late.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'rejected'));
  expect(replica.losses()).toBe(1);
  await clock.runUntil(() => replica.fence() === 3, standardLease.lease);
  await expect(write(1)).rejects.toThrow(LostLeadership);
  expect(replica.fence()).toBe(3);
  expect(await write(3)).toHaveLength(1);
  expect(replica.losses()).toBe(1);
});

describe('G12, on PostgreSQL', longTest, () => {
  const [, postgres] = storeKinds();

  test('one of three leads, and when it leaves another one leads at once', async () => {
    const place = await postgres?.newPlace();
    const clock = createQuickClock({ epoch: Date.now(), speed: 50 });
    const replicas = await Promise.all(
      [1, 2, 3].map(async () => {
        const store = await place?.open<DeliverySchema>(deliveryMigrations);
        return store && stand(store, clock);
      }),
    );
    const leaders = () => replicas.filter((replica) => replica?.fence() !== undefined);
    expect(leaders()).toHaveLength(1);
    const [leader] = leaders();
    const before = leader?.fence() ?? 0;
    await leader?.close();
    await expect.poll(() => leaders()[0]?.fence(), { timeout: 5_000 }).toBe(before + 1);
    expect(leaders()).toHaveLength(1);
  });

  test('a process frozen past its lease acts on nothing when it wakes, and nothing is done twice', async () => {
    const place = await postgres?.newPlace();
    const rig = await openRig({ ...(place && { address: place.address }), hearing: [channel('C9')] });
    const first = await rig.start();
    const others = await Promise.all([1, 2].map(() => rig.start({ hearing: [] })));
    const bots = [first, ...others].flatMap((bot) => bot ?? []);
    expect(bots).toHaveLength(3);
    const acknowledged = [];
    const fired = countFired('F19');
    const freezes: { from: number; to: number }[] = [];
    for (let turn = 0; turn < amount(50); turn += 1) {
      const frozen = await leaderOf(bots);
      for (let at = 0; at < 6; at += 1) {
        const incoming = runRequest(`k${turn}-${at}`, `C${at % 3}`, turn * 10 + at);
        expect(await deliver(bots[at % 3] ?? frozen, incoming)).toBe(true);
        acknowledged.push(incoming);
      }
      await begins(rig, acknowledged.length);
      frozen.kill('SIGSTOP');
      const from = Date.now();
      fired('F19');
      await leaderOf(bots.filter((bot) => bot !== frozen));
      freezes.push({ from, to: Date.now() });
      frozen.kill('SIGCONT');
      await rest(rig, await leaderOf(bots), acknowledged);
    }
    expect(fired.tell('frozen leaders')).toEqual([]);
    expect(brokenPromises(rig, acknowledged, 0)).toEqual([]);
    // Nobody calls back what was on its way when its sender froze; that a run has one id makes it harmless.
    const wasOnItsWay = ({ sentAt, takenAt }: Journey) =>
      freezes.some(({ from, to }) => sentAt <= from && takenAt >= to);
    const { submittedAgain } = rig.service.ledger;
    expect(submittedAgain.filter(({ first, again }) => !wasOnItsWay(first) && !wasOnItsWay(again))).toEqual([]);
    await Promise.all(bots.map((bot) => bot.stop()));
  });
});

/** The bot that leads, once one does. */
async function leaderOf(bots: readonly Bot[]): Promise<Bot> {
  for (;;) {
    const states = await Promise.all(bots.map(async (bot) => ({ bot, state: await bot.state() })));
    const leader = states.find(({ state }) => typeof state?.fence === 'number');
    if (leader) return leader.bot;
  }
}

/** Some of what was asked for is under way, and not all of it has ended. */
async function begins({ service }: Rig, asked: number): Promise<void> {
  await expect.poll(() => service.ledger.runs.size, { timeout: 10_000, interval: 5 }).toBeGreaterThan(asked - 6);
}
