import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import type { Incoming } from '../../src/chat/platform.ts';
import { systemClock } from '../../src/clock.ts';
import { aRun } from '../support/a-run.ts';
import { amount } from '../support/generated.ts';
import type { CrashPlan, Operations } from './crash-points.ts';
import { brokenInStore, brokenPromises, rest } from './oracles.ts';
import { tellOutcome } from './proof-notes.ts';
import { type Bot, deliver, openRig, type Rig, runRequest } from './rig.ts';
import { longTest, seed, seeded } from './seeded.ts';

/** Dying before an operation is dying after the one before it. */
const modes = ['kill-after', 'error', 'answer-lost'] as const;

const unreachable = 'The service cannot be reached.';

/**
 * Lines that are said in one channel one after the other, each with words of the right answer, and of the one where the
 * first line came to nothing because the service could not be reached.
 */
const scripts: readonly (readonly { line: string; words: string; otherwise: string }[])[] = [
  [{ line: 'retry last', words: 'Repeats 0LD1.', otherwise: unreachable }],
  [{ line: 'rerun last', words: 'Repeats 0LD1.', otherwise: unreachable }],
  [{ line: 'cancel last', words: '"id":"old"', otherwise: unreachable }],
  [
    { line: 'subscribe *', words: '"isNew":true', otherwise: unreachable },
    { line: 'unsubscribe all', words: 'Ended 1 subscription', otherwise: 'Nothing to end' },
    { line: 'mute', words: 'This channel is muted', otherwise: 'This channel is muted' },
    { line: 'unmute', words: 'hears of everything again', otherwise: 'hears of everything again' },
  ],
];

type Script = (typeof scripts)[number];

interface Life {
  /** From the acceptance of the first line until the last one had ended: the rest is not about what a line does. */
  from: Operations;
  to: Operations;
  hasCrashed: boolean;
  broken: readonly string[];
}

const old = aRun({ id: 'old', shortId: '0LD1', submittedBy: 'slack:T1/U1' });

/** Lines about the run that is the last one, until they are carried out: then another run is. */
async function livesThrough(script: Script, crash: CrashPlan | undefined): Promise<Life> {
  const rig = await openRig();
  const { service, faults } = rig;
  const isCanceling = script.some(({ line }) => line.startsWith('cancel'));
  service.report({ ...old, status: isCanceling ? 'Running' : 'Completed' });
  const effects = new Set<string>();
  faults.service = (request) => {
    if (request.method === 'submit') effects.add(`submit ${JSON.stringify(request.request.source)}`);
    if (request.method !== 'cancel') return undefined;
    effects.add(`cancel ${request.runId}`);
    if (!service.ledger.runs.has('new')) service.report({ ...old, id: 'new', shortId: '0NEW', status: 'Running' });
    return undefined;
  };
  const requests = script.map(({ line }, at) => runRequest(`k${at}`, 'C1', at, line));
  const startsRun = !isCanceling && script.length === 1;

  const alive = async (bot: Bot | undefined): Promise<Bot> => {
    if (bot && (await bot.state())) return bot;
    await bot?.ended;
    const next = await rig.start();
    if (!next) throw new Error('a bot without a crash plan did not start');
    return next;
  };
  let bot = await alive(await rig.start({ ...(crash && { crash }) }));
  const from = (await bot.state())?.operations ?? { all: 0, answered: 0 };
  for (const request of requests) while (!(await deliver(bot, request))) bot = await alive(bot);
  let state = await resting(rig, bot, startsRun ? requests : []);
  while (state === undefined) {
    bot = await alive(bot);
    state = await resting(rig, bot, startsRun ? requests : []);
  }
  await bot.stop();
  const answers = answersIn(rig.file, requests);
  const cameToNothing = answers[0]?.includes(unreachable) === true;
  const wanted = isCanceling ? ['cancel old'] : startsRun ? ['submit {"kind":"run","runId":"old"}'] : [];
  const expected = cameToNothing ? [] : wanted;
  const broken = [
    ...brokenPromises(rig, startsRun && !cameToNothing ? requests : [], 0).filter((one) => !/run (old|new)$/.test(one)),
    ...brokenInStore(rig.file),
    ...(JSON.stringify([...effects]) === JSON.stringify(expected) ? [] : [`doubled: ${[...effects].join()}`]),
    ...script.flatMap(({ line, words, otherwise }, at) => {
      const isRight = answers[at]?.includes(cameToNothing ? otherwise : words);
      return isRight ? [] : [`wrong: "${line}" was answered with ${answers[at]?.slice(0, 200)}`];
    }),
  ];
  rig.close();
  return { from, to: state.operations, hasCrashed: rig.hasCrashed(), broken };
}

/** What the bot said of itself when all requests had ended, once everything is shown; undefined when it has died. */
async function resting({ service, ...rig }: Rig, bot: Bot, starting: readonly Incoming[]) {
  let ended = await bot.state();
  for (let waited = 0; ended && ended.openRequests > 0 && waited < 12_000; waited += 15) {
    await systemClock.wait(15);
    ended = await bot.state();
  }
  if (!ended) return undefined;
  for (const run of ['old', 'new'].flatMap((id) => service.ledger.runs.get(id) ?? [])) {
    if (run.status === 'CancelRequested') service.report({ ...run, status: 'Canceled' });
    if (run.status === 'Running') service.report({ ...run, status: 'Completed' });
  }
  const isShown = () => rig.platform.ledger.messages.every(({ subject, looks }) => !subject || looks.at(-1)?.isFinal);
  for (let waited = 0; !isShown() && (await bot.state()) && waited < 12_000; waited += 15) await systemClock.wait(15);
  await rest({ service, ...rig }, bot, starting);
  return (await bot.state()) && ended;
}

/** What the requests ended with; nothing of ours that was ended may be back. */
function answersIn(file: string, requests: readonly Incoming[]): string[] {
  const database = new DatabaseSync(file);
  try {
    const left = ['subscription', 'mute'].filter((table) => database.prepare(`select * from ${table}`).get());
    if (left.length > 0) return left.map((table) => `a ${table} is back`);
    const answer = database.prepare('select "answerJson" from inbox where key = ?');
    return requests.map(({ key }) => String(answer.get(key)?.answerJson));
  } finally {
    database.close();
  }
}

function plansFor({ from, to }: Life): CrashPlan[] {
  return modes.flatMap((mode) => {
    const kind = mode === 'answer-lost' ? 'answered' : 'all';
    return Array.from({ length: to[kind] - from[kind] }, (_, at) => ({ at: from[kind] + at + 1, mode }));
  });
}

test(
  'whichever operation of a line a crash or an error hits, it acts once and ends with the answer to what it did',
  longTest,
  async () => {
    const all: { script: Script; plan: CrashPlan }[] = [];
    for (const script of scripts) {
      const whole = await livesThrough(script, undefined);
      expect(whole.broken).toEqual([]);
      all.push(...plansFor(whole).map((plan) => ({ script, plan })));
    }
    const plans = seeded(seed).shuffled(all).slice(0, amount(all.length));
    const lives: { script: Script; plan: CrashPlan; life: Life }[] = [];
    const waiting = plans.values();
    async function work(): Promise<void> {
      for (const { script, plan } of waiting) lives.push({ script, plan, life: await livesThrough(script, plan) });
    }
    await Promise.all([work(), work()]);
    const hit = lives.filter(({ life }) => life.hasCrashed).length;
    const broken = lives.flatMap(({ life }) => life.broken);
    tellOutcome(
      `second tries: ${lives.length} of the ${all.length} points of ${scripts.length} scripts (${hit} really hit), seed ${seed}`,
      broken,
    );
    expect(lives.filter(({ life }) => life.broken.length > 0)).toEqual([]);
    expect(hit).toBeGreaterThan(0);
  },
);
