import { expect, test } from 'vitest';
import type { Incoming } from '../../src/chat/platform.ts';
import { amount } from '../support/generated.ts';
import { countFired } from './fired.ts';
import { brokenPromises } from './oracles.ts';
import { channel, runRequest } from './rig.ts';
import { longTest, seed, seeded } from './seeded.ts';
import { openVirtualWorld } from './virtual-world.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const decade = 3_652 * day;

/** Never ahead of the platform's clock: a post in doubt is looked for from the moment at which we think it was made. */
const jumps = [-hour, hour, -day, day, -5 * minute, -2 * day, 2 * day + 5 * minute] as const;

test(
  'F13: however the clock is set, everything is done once, nothing is shown twice, and nothing waits for the old time',
  longTest,
  async () => {
    const dice = seeded(seed);
    const fired = countFired('F13', 'F2', 'F3');
    const hearing = [channel('C9')];
    const world = await openVirtualWorld({ limits: [], hearing, stateLasts: 4 * second });
    const { clock, store, service, platform, delivery, faults } = world;
    await clock.pass(10 * second);
    const acknowledged: Incoming[] = [];
    const broken = () => brokenPromises({ service, platform, settings: { hearing } }, acknowledged, 0);
    faults.platform = (request) => {
      const drawn = dice.below(6);
      if (drawn === 0) fired('F2');
      if (drawn === 1) fired('F3');
      if (drawn === 1 && request.method === 'post') {
        // The connection breaks at once, and the platform takes its time.
        void clock.wait(dice.below(10 * second)).then(() => platform.commit(request));
        return { status: 500, body: {} };
      }
      return drawn <= 1 ? { status: 503, body: {} } : undefined;
    };
    for (let turn = 0; turn < Math.max(jumps.length, amount(140)); turn += 1) {
      for (let at = 0; at < 4; at += 1) {
        const incoming = runRequest(`k${turn}-${at}`, `C${dice.below(3)}`, clock.now());
        expect(await delivery.inbox.accept(incoming)).toBe('accepted');
        acknowledged.push(incoming);
        await clock.pass(dice.below(10 * second));
        if (at === 1) {
          clock.setWall(clock.now() + (jumps[turn % jumps.length] ?? 0));
          fired('F13');
        }
      }
      // A few failures in a row, and the wait of an open circuit: nothing is put off for longer.
      const patience = clock.elapsed() + 20 * minute;
      while (broken().length > 0 && clock.elapsed() < patience) await clock.pass(10 * second);
      expect(broken()).toEqual([]);
    }
    expect(fired.tell(`clock: ${acknowledged.length} requests`)).toEqual([]);
    await clock.pass(20 * minute);
    expect(broken()).toEqual([]);
    expect(service.ledger.submittedAgain).toEqual([]);
    const waiting = store.db.selectFrom('outbox').select('slot').where('dueAt', 'is not', null);
    expect(await waiting.execute()).toEqual([]);
  },
);

test('F13: a post that was in doubt when a clock that ran ahead was set right is found, and not made again', async () => {
  const { clock, platform, delivery, faults } = await openVirtualWorld({ limits: [], stateLasts: 4 * second });
  clock.setWall(clock.now() + hour);
  await clock.pass(10 * second);
  let posts = 0;
  faults.platform = (request) => {
    if (request.method !== 'post') return undefined;
    posts += 1;
    platform.commit(request);
    return { status: 500, body: {} };
  };
  await delivery.inbox.accept(runRequest('k', 'C1', clock.now()));
  await clock.runUntil(() => posts > 0, minute);
  faults.platform = () => undefined;
  clock.setWall(clock.now() - hour);
  await clock.runUntil(() => platform.ledger.messages.some(({ looks }) => looks.at(-1)?.isFinal), 20 * minute);
  expect([platform.ledger.doubles, platform.ledger.messages.length]).toEqual([[], 1]);
});

test('F13: a post in doubt settles for its time, although the clock is set forward meanwhile', async () => {
  const { clock, platform, delivery, faults } = await openVirtualWorld({ limits: [], stateLasts: 4 * second });
  let posts = 0;
  faults.platform = (request) => {
    if (request.method !== 'post') return undefined;
    posts += 1;
    if (posts > 1) return undefined;
    void clock.wait(10 * second).then(() => platform.commit(request));
    return { status: 500, body: {} };
  };
  await delivery.inbox.accept(runRequest('k', 'C1', clock.now()));
  await clock.runUntil(() => posts > 0, minute);
  await clock.pass(second);
  clock.setWall(clock.now() + hour);
  await clock.runUntil(() => platform.ledger.messages.some(({ looks }) => looks.at(-1)?.isFinal), 20 * minute);
  expect([platform.ledger.doubles, platform.ledger.messages.length]).toEqual([[], 1]);
});

test('F13: what is tried in the moment after the clock was set ten years ahead is not given up', async () => {
  const { clock, store, delivery, faults } = await openVirtualWorld({ limits: [] });
  await clock.pass(10 * second);
  // It is tried again a second or two later, sooner than anybody looks at the clock.
  faults.platform = () => ({ status: 429, body: {} });
  for (let at = 0; at < 10; at += 1) {
    await delivery.inbox.accept(runRequest(`k${at}`, `C${at}`, clock.now(), 'mute'));
    await clock.pass(700);
    clock.setWall(clock.now() + decade);
    await clock.pass(20 * second);
    clock.setWall(clock.now() - decade);
    await clock.pass(20 * second);
  }
  const dead = store.db.selectFrom('outbox').select('slot').where('state', '=', 'dead');
  expect(await dead.execute()).toEqual([]);
});

test('F13: nothing that waits is given up or forgotten while the clock is ten years ahead', async () => {
  const fired = countFired('F13', 'F2');
  const { clock, store, platform, service, delivery, faults } = await openVirtualWorld({
    limits: [],
    stateLasts: 4 * second,
  });
  await clock.pass(10 * second);
  faults.platform = () => {
    fired('F2');
    return { status: 503, body: {} };
  };
  const early = [0, 1, 2, 3].map((at) => runRequest(`early${at}`, `C${at}`, clock.now()));
  for (const incoming of early) {
    expect(await delivery.inbox.accept(incoming)).toBe('accepted');
    await clock.pass(9 * second);
  }
  clock.setWall(clock.now() + decade);
  fired('F13');
  await clock.pass(hour);
  clock.setWall(clock.now() - decade);
  await clock.pass(minute);
  const dead = store.db.selectFrom('outbox').select('slot').where('state', '=', 'dead');
  expect(await dead.execute()).toEqual([]);
  // So that it is not kept for ten years either.
  const ahead = store.db.selectFrom('outbox').select('slot').where('waitingSince', '>', clock.now());
  expect(await ahead.execute()).toEqual([]);
  faults.platform = () => undefined;
  await clock.pass(20 * minute);
  expect(brokenPromises({ service, platform, settings: { hearing: [] } }, early, 0)).toEqual([]);
  for (const incoming of early) expect(await delivery.inbox.accept(incoming)).toBe('duplicate');
  expect(fired.tell('a decade')).toEqual([]);
});
