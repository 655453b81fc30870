import { describe, expect, test } from 'vitest';
import type { Incoming } from '../../src/chat/platform.ts';
import { amount } from '../support/generated.ts';
import { brokenInStore, brokenPromises, rest } from './oracles.ts';
import { type Bot, channel, deliver, openRig, type Rig, runRequest } from './rig.ts';
import { longTest } from './seeded.ts';
import type { PlatformRequest } from './stand-in-platform.ts';

/** Slow enough that the next bot is there long before the platform has done what it was asked. */
const speed = 4;

/** Milliseconds of the bot from its death until the platform does what it was asked: up to ten seconds. */
const commits = [3_000, 9_500, 8_500, 0, 10_000, 200] as const;

/** Posts that are under way when the bot dies, one to each channel; one to the channel that hears of all may be too. */
const atOnce = 3;

async function started(rig: Rig): Promise<Bot> {
  const bot = await rig.start();
  if (!bot) throw new Error('the bot did not start');
  return bot;
}

/** Kills a bot `kills` times while requests of the method are under way, and answers what it had acknowledged. */
async function killInFlight(
  rig: Rig,
  method: PlatformRequest['method'],
  kills: number,
): Promise<{ acknowledged: Incoming[]; inFlight: number }> {
  const acknowledged: Incoming[] = [];
  let inFlight = 0;
  let bot = await started(rig);
  for (let kill = 0; kill < kills; kill += 1) {
    const incomings = Array.from({ length: atOnce }, (_, at) => runRequest(`k${kill}-${at}`, `C${at}`, kill));
    let underWay = 0;
    rig.faults.platform = (request) => {
      if (underWay === atOnce || request.method !== method) return undefined;
      underWay += 1;
      inFlight += 1;
      if (underWay === atOnce) bot.kill('SIGKILL');
      return { kind: 'late', ms: (commits[inFlight % commits.length] ?? 0) / speed };
    };
    for (const incoming of incomings) expect(await deliver(bot, incoming)).toBe(true);
    acknowledged.push(...incomings);
    await bot.ended;
    bot = await started(rig);
    await rest(rig, bot, acknowledged);
  }
  await bot.stop();
  return { acknowledged, inFlight };
}

describe('G6: killed while posts are under way, which the platform takes up to ten seconds later', longTest, () => {
  test('a searchable platform shows everything once', async () => {
    const rig = await openRig({ hearing: [channel('C9')], speed });
    const { acknowledged, inFlight } = await killInFlight(rig, 'post', amount(100));
    expect(brokenPromises(rig, acknowledged, 0)).toEqual([]);
    expect(brokenInStore(rig.file)).toEqual([]);
    expect(rig.platform.ledger.requests.find).toBeGreaterThanOrEqual(inFlight);
  });

  test('one that cannot be searched shows everything, and each second time says so', async () => {
    const rig = await openRig({ hearing: [channel('C9')], isSearchable: false, speed });
    const { acknowledged, inFlight } = await killInFlight(rig, 'post', amount(100));
    expect(brokenPromises(rig, acknowledged, inFlight + inFlight / atOnce)).toEqual([]);
    expect(brokenInStore(rig.file)).toEqual([]);
    expect(rig.platform.ledger.messages.some(({ isRepeat }) => isRepeat)).toBe(true);
  });
});

test('G7: killed while edits are under way, a message never goes back to what it showed before', longTest, async () => {
  // Longer than the watcher looks away: there is more to show when the next bot begins.
  const rig = await openRig({ speed, stateLasts: 6_000 });
  const { acknowledged } = await killInFlight(rig, 'edit', amount(100));
  expect(brokenPromises(rig, acknowledged, 0)).toEqual([]);
});

test(
  'G4: killed while a submit is under way, the service is asked before anything is submitted again',
  longTest,
  async () => {
    const rig = await openRig();
    const acknowledged: Incoming[] = [];
    let bot = await started(rig);
    for (let kill = 0; kill < amount(200); kill += 1) {
      const incoming = runRequest(`k${kill}`, 'C1', kill);
      let isDead = false;
      rig.faults.service = (request) => {
        if (isDead || request.method !== 'submit') return undefined;
        isDead = true;
        bot.kill('SIGKILL');
        return { kind: 'accept-hang' };
      };
      expect(await deliver(bot, incoming)).toBe(true);
      acknowledged.push(incoming);
      await bot.ended;
      bot = await started(rig);
      await rest(rig, bot, acknowledged);
    }
    await bot.stop();
    expect(brokenPromises(rig, acknowledged, 0)).toEqual([]);
    expect(rig.service.ledger.submittedAgain).toEqual([]);
  },
);
