import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { amount } from '../support/generated.ts';
import type { CrashPlan, Operations } from './crash-points.ts';
import { brokenInStore, brokenPromises, rest } from './oracles.ts';
import { tellOutcome } from './proof-notes.ts';
import { type Bot, channel, deliver, openRig, type Rig, runRequest } from './rig.ts';
import { longTest, seed, seeded } from './seeded.ts';
import { countStates } from './states.ts';

const modes = ['kill-before', 'kill-after', 'error', 'answer-lost'] as const;

/** What one life came to: the operations of its last bot, and what was broken. */
interface Life {
  operations: Operations;
  hasCrashed: boolean;
  deaths: number;
  broken: readonly string[];
}

/** Milliseconds in which even an idle bot comes to as many operations as one command takes. */
const longestWait = 20_000;

const died = countStates();

/** One command from its acceptance to the last card of its run, with a crash planned; a bot that dies is started again. */
async function livesThrough(crash: CrashPlan | undefined, isSearchable: boolean): Promise<Life> {
  const rig = await openRig({ hearing: [channel('C9')], isSearchable });
  const incoming = runRequest('k1', 'C1', 1);
  let deaths = 0;

  /** The bot, or another one in its place when it has died. */
  async function alive(bot: Bot | undefined): Promise<Bot> {
    if (bot && (await bot.state())) return bot;
    await bot?.ended;
    deaths += 1;
    died.note(rig.file);
    return started(rig);
  }

  let bot = await alive(await rig.start({ ...(crash && { crash }) }));
  while (!(await deliver(bot, incoming))) bot = await alive(bot);
  const resting = async () => {
    await rest(rig, bot, [incoming]);
    // What is planned for an operation that came later than usual comes while the bot looks whether there is more to do.
    for (let waited = 0; crash && !rig.hasCrashed() && waited < longestWait; waited += 15) await systemClock.wait(15);
    await rest(rig, bot, [incoming]);
    return bot.state();
  };
  let state = await resting();
  while (state === undefined) {
    bot = await alive(bot);
    state = await resting();
  }
  await bot.stop();
  const broken = [...brokenPromises(rig, [incoming], isSearchable ? 0 : 2), ...brokenInStore(rig.file)];
  rig.close();
  return { operations: state.operations, hasCrashed: rig.hasCrashed(), deaths, broken };
}

async function started(rig: Rig): Promise<Bot> {
  const bot = await rig.start();
  if (!bot) throw new Error('a bot without a crash plan did not start');
  return bot;
}

/** Every operation in every mode that can hit it. */
function plansFor({ all, answered }: Operations): CrashPlan[] {
  return modes.flatMap((mode) =>
    Array.from({ length: mode === 'answer-lost' ? answered : all }, (_, at) => ({ at: at + 1, mode })),
  );
}

test(
  'whichever operation of command → submit → watch → notify a crash or an error hits, all promises hold',
  longTest,
  async () => {
    const whole = await livesThrough(undefined, true);
    expect(whole.broken).toEqual([]);
    const all = plansFor(whole.operations);
    const plans = seeded(seed).shuffled(all).slice(0, amount(all.length));
    const lives: { plan: CrashPlan; life: Life }[] = [];
    const waiting = plans.map((plan, at) => ({ plan, isSearchable: at % 2 === 0 })).values();
    async function work(): Promise<void> {
      for (const { plan, isSearchable } of waiting) lives.push({ plan, life: await livesThrough(plan, isSearchable) });
    }
    await Promise.all([work(), work()]);

    const hits = modes.map((mode) => {
      const tried = lives.filter(({ plan }) => plan.mode === mode);
      return `${mode} ${tried.filter(({ life }) => life.hasCrashed).length} of ${tried.length}`;
    });
    const broken = lives.flatMap(({ life }) => life.broken);
    const deaths = lives.reduce((sum, { life }) => sum + life.deaths, 0);
    const { states, rows } = died.count();
    tellOutcome(
      `sweep: ${lives.length} of the ${all.length} points of ${whole.operations.all} operations, ${whole.operations.answered} of them answered ` +
        `(really hit: ${hits.join(', ')}), ${deaths} deaths in ${states} states of the store (${rows} of its rows), seed ${seed}`,
      broken,
    );
    expect(lives.filter(({ life }) => life.broken.length > 0)).toEqual([]);
    expect(lives.filter(({ life }) => !life.hasCrashed)).toEqual([]);
    expect(lives).toHaveLength(plans.length);
    expect(deaths).toBeGreaterThan(0);
  },
);
