import { afterAll, expect, test } from 'vitest';
import { amount } from '../support/generated.ts';
import type { CrashPlan } from './crash-points.ts';
import { brokenInStore, brokenPromises, rest } from './oracles.ts';
import { type Bot, channel, deliver, openRig, type Rig, runRequest } from './rig.ts';
import { longTest, seed, seeded } from './seeded.ts';
import { countStates } from './states.ts';

const modes = ['kill-before', 'kill-after', 'error', 'answer-lost'] as const;

const reached = { points: 0, deaths: 0, operations: 0 };
const died = countStates();

afterAll(() => {
  const { states, rows } = died.count();
  process.stdout.write(
    `sweep: ${reached.points} points tried of ${reached.operations} operations × ${modes.length} modes, ` +
      `${reached.deaths} deaths in ${states} states of the store (${rows} of its rows), seed ${seed}\n`,
  );
});

/** One command from its acceptance to the last card of its run, with a crash planned; a bot that dies is started again. */
async function livesThrough(crash: CrashPlan | undefined, isSearchable: boolean): Promise<number> {
  const rig = await openRig({ hearing: [channel('C9')], isSearchable });
  const incoming = runRequest('k1', 'C1', 1);
  let bot = await alive(rig, await rig.start({ ...(crash && { crash }) }));
  while (!(await deliver(bot, incoming))) bot = await alive(rig, bot);
  const resting = async () => {
    await rest(rig, bot, [incoming]);
    return bot.state();
  };
  let state = await resting();
  while (state === undefined) {
    bot = await alive(rig, bot);
    state = await resting();
  }
  await bot.stop();
  const doubts = isSearchable ? 0 : 2;
  expect({ crash, broken: [...brokenPromises(rig, [incoming], doubts), ...brokenInStore(rig.file)] }).toEqual({
    crash,
    broken: [],
  });
  return state.operations;
}

/** The bot, or another one in its place when it has died. */
async function alive(rig: Rig, bot: Bot | undefined): Promise<Bot> {
  if (bot && (await bot.state())) return bot;
  await bot?.ended;
  reached.deaths += 1;
  died.note(rig.file);
  const next = await rig.start();
  if (!next) throw new Error('a bot without a crash plan did not start');
  return next;
}

test(
  'whichever operation of command → submit → watch → notify a crash or an error hits, all promises hold',
  longTest,
  async () => {
    reached.operations = await livesThrough(undefined, true);
    const { shuffled } = seeded(seed);
    const all = Array.from({ length: reached.operations }, (_, at) =>
      modes.map((mode) => ({ at: at + 1, mode })),
    ).flat();
    const plans = shuffled(all).slice(0, amount(all.length));
    let next = 0;
    async function work(): Promise<void> {
      for (;;) {
        const plan = plans[next];
        const isSearchable = next % 2 === 0;
        next += 1;
        if (!plan) return;
        await livesThrough(plan, isSearchable);
        reached.points += 1;
      }
    }
    await Promise.all([work(), work()]);
    expect(reached.points).toBe(plans.length);
    expect(reached.deaths).toBeGreaterThan(0);
  },
);
