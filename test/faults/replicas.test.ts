import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Incoming } from '../../src/chat/platform.ts';
import { wireTo } from '../store/wire.ts';
import { amount } from '../support/generated.ts';
import { usePostgres } from '../support/postgres.ts';
import { countFired, type Fired } from './fired.ts';
import { brokenPromises, rest } from './oracles.ts';
import { type Bot, channel, deliver, openRig, type Rig, runRequest } from './rig.ts';
import { longTest, type Seeded, seed, seeded } from './seeded.ts';

const postgres = usePostgres();

async function started(rig: Rig, hears: boolean): Promise<Bot> {
  const bot = await rig.start(hears ? {} : { hearing: [] });
  if (!bot) throw new Error('the bot did not start');
  return bot;
}

/** Delivers to any of the bots as a platform does: until it is acknowledged, and sometimes again although it was. */
async function deliverSurely(bots: readonly Bot[], incoming: Incoming, dice: Seeded, fired: Fired): Promise<void> {
  const times = 1 + dice.below(4);
  if (times > 1) fired('F11');
  for (let done = 0; done < times; ) {
    const bot = bots[dice.below(bots.length)];
    if (bot && (await deliver(bot, incoming))) done += 1;
    else fired('F12');
    await delay(dice.below(30));
  }
}

/** What is wrong once all is at rest; the bots that are left must agree that nothing is open. */
async function wrongAtRest(rig: Rig, bots: readonly Bot[], acknowledged: readonly Incoming[]): Promise<unknown> {
  const [bot] = bots;
  if (!bot) throw new Error('no bot is left');
  // A connection that was cut is noticed when it is used: then the bot has nothing to say, and the next time it has.
  for (let tries = 0; tries < 10 && (await bot.state()) === undefined; tries += 1) await delay(500);
  await rest(rig, bot, acknowledged, 60_000);
  const { openRequests, waiting, dead } = (await bot.state()) ?? {};
  const left = { openRequests, waiting, dead };
  return { broken: brokenPromises(rig, acknowledged, 0), left, again: rig.service.ledger.submittedAgain };
}

/** Locks what the bots write for two seconds; false where PostgreSQL ended this, and not them, to end a deadlock. */
async function lockForAWhile(run: (sql: string) => Promise<unknown>): Promise<boolean> {
  try {
    await run('begin; lock table inbox, outbox in exclusive mode; select pg_sleep(2); commit');
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '40P01') return false;
    throw error;
  }
}

const nothing = { broken: [], left: { openRequests: 0, waiting: 0, dead: 0 }, again: [] };

describe('several processes on one PostgreSQL', longTest, () => {
  test('G2: killed again and again, they carry out each request once, to whichever of them and however often it comes', async () => {
    const dice = seeded(seed);
    const fired = countFired('F11', 'F12', 'F18');
    const url = await (await postgres()).createDatabase();
    const rig = await openRig({ address: { url }, hearing: [channel('C9')] });
    const bots = [await started(rig, true), ...(await Promise.all([started(rig, false), started(rig, false)]))];
    const acknowledged: Incoming[] = [];
    const underWay: Promise<void>[] = [];
    const kills = Math.max(2, amount(100));
    for (let kill = 0; kill < kills; kill += 1) {
      for (let at = 0; at < 8; at += 1) {
        const incoming = runRequest(`k${kill}-${at}`, `C${dice.below(4)}`, kill * 10 + at);
        acknowledged.push(incoming);
        underWay.push(deliverSurely(bots, incoming, dice, fired));
      }
      await delay(dice.below(400));
      const at = dice.below(bots.length);
      const killed = bots[at];
      killed?.kill('SIGKILL');
      fired('F18');
      await killed?.ended;
      const unheard = acknowledged.at(-1);
      if (killed && unheard && !(await deliver(killed, unheard))) fired('F12');
      bots[at] = await started(rig, false);
    }
    await Promise.all(underWay);
    const wrong = await wrongAtRest(rig, bots, acknowledged);
    const never = fired.tell(`replicas: ${kills} kills, ${acknowledged.length} requests`);
    expect(wrong).toEqual(nothing);
    expect(never).toEqual([]);
    await Promise.all(bots.map((bot) => bot.stop()));
  });

  test('commits that are not answered, a database that is locked and one that is silent lose and double nothing', async () => {
    const dice = seeded(seed);
    const fired = countFired('commit', 'F7', 'F14');
    const server = await postgres();
    const url = await server.createDatabase();
    const wire = await wireTo(url);
    const rig = await openRig({ address: { url: wire.url }, hearing: [channel('C9')] });
    const bots = [await started(rig, true), await started(rig, false)];
    wire.breakWhen((message) => {
      if (!message.includes('commit') || dice.below(4) > 0) return undefined;
      fired('commit');
      return dice.pick(['before', 'after']);
    });
    const acknowledged: Incoming[] = [];
    const rounds = Math.max(2, amount(60));
    for (let round = 0; round < rounds; round += 1) {
      const requests = Array.from({ length: 10 }, (_, at) =>
        runRequest(`k${round}-${at}`, `C${dice.below(4)}`, round * 10 + at),
      );
      acknowledged.push(...requests);
      const delivered = Promise.all(requests.map((one) => deliverSurely(bots, one, dice, countFired())));
      await delay(dice.below(200));
      if (round % 2 === 0) {
        wire.silence();
        fired('F7');
      } else if (await lockForAWhile((sql) => server.run(sql, url))) fired('F14');
      await delivered;
    }
    wire.breakWhen(() => undefined);
    const wrong = await wrongAtRest(rig, bots, acknowledged);
    const never = fired.tell(`a bad way to PostgreSQL: ${acknowledged.length} requests`);
    expect(wrong).toEqual(nothing);
    expect(never).toEqual([]);
    await Promise.all(bots.map((bot) => bot.stop()));
  });
});
