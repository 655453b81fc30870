import { expect, test } from 'vitest';
import type { Incoming } from '../../src/chat/platform.ts';
import { amount } from '../support/generated.ts';
import { countFired, type FaultName, type Fired } from './fired.ts';
import { brokenInStore, brokenPromises, rest } from './oracles.ts';
import { tellOutcome } from './proof-notes.ts';
import { type Bot, channel, deliver, openRig, type Rig, runRequest } from './rig.ts';
import { longTest, type Seeded, seed, seeded } from './seeded.ts';
import type { Fault } from './stand-in-server.ts';
import { countStates, type States } from './states.ts';

const waits = ['1', '30', 'Fri, 20 Nov 2026 10:00:00 GMT', '-5', 'soon', undefined] as const;

const kinds = ['F1', 'F2', 'F3', 'F4', 'F5', 'F6'] as const;

/** What the bots of one storm met: posts that were left in doubt, and how often each message was posted and run submitted. */
function createMet() {
  const asked = new Map<string, number>();
  return {
    doubts: 0,
    note(what: string): void {
      asked.set(what, (asked.get(what) ?? 0) + 1);
    },
    retries: () => [...asked.values()].reduce((sum, times) => sum + times - 1, 0),
  };
}

/** Something goes wrong with one request in six, with each fault at least once. */
function letThingsGoWrong(rig: Rig, dice: Seeded, fired: Fired, met: ReturnType<typeof createMet>): void {
  const due: FaultName[] = dice.shuffled(kinds);
  const deleted = new Set<string>();
  let isDeletionDue = true;

  function draw(): FaultName | undefined {
    if (due.length > 0 && dice.below(2) === 0) return due.pop();
    return dice.below(6) === 0 ? dice.pick(kinds) : undefined;
  }

  function fault(isPost: boolean): Fault | undefined {
    const name = draw();
    if (name === undefined) return undefined;
    fired(name);
    // The bot cannot know that nothing was taken when the connection breaks.
    if (isPost && name !== 'F1' && name !== 'F2') met.doubts += 1;
    switch (name) {
      case 'F1': {
        const retryAfter = dice.pick(waits);
        return { kind: 'answer', status: 429, ...(retryAfter !== undefined && { retryAfter }) };
      }
      case 'F2':
        return { kind: 'answer', status: 503 };
      case 'F3': {
        const kind = dice.pick<'accept-drop' | 'accept-500' | 'late'>(['accept-drop', 'accept-500', 'late']);
        return kind === 'late' ? { kind, ms: dice.below(400) } : { kind };
      }
      case 'F4':
        return { kind: 'drop' };
      case 'F5':
        return { kind: 'malformed' };
      default:
        return { kind: 'accept-hang' };
    }
  }

  rig.faults.platform = (request) => {
    const { messages } = rig.platform.ledger;
    const edited = request.method === 'edit' ? messages.find(({ id }) => id === request.id) : undefined;
    // A message that is deleted in its second place too is given up.
    if (edited && !deleted.has(edited.marker) && (isDeletionDue || dice.below(40) === 0)) {
      isDeletionDue = false;
      deleted.add(edited.marker);
      fired('F26');
      rig.platform.remove(edited);
      return undefined;
    }
    if (request.method === 'post') met.note(request.message.marker);
    return fault(request.method === 'post');
  };
  rig.faults.service = (request) => {
    if (request.method === 'changes') fired('F36');
    if (request.method === 'submit') met.note(request.request.runId);
    return fault(false);
  };
}

async function started(rig: Rig): Promise<Bot> {
  const bot = await rig.start();
  if (!bot) throw new Error('the bot did not start');
  return bot;
}

/** Delivers as a platform does: until it is acknowledged, and sometimes again although it was. */
async function deliverSurely(bot: () => Bot, incoming: Incoming, dice: Seeded, fired: Fired): Promise<void> {
  const times = 1 + dice.below(4);
  if (times > 1) fired('F11');
  for (let done = 0; done < times; ) {
    if (await deliver(bot(), incoming)) done += 1;
    else fired('F12');
    await new Promise((resolve) => setTimeout(resolve, dice.below(30)));
  }
}

/** Kills in one storm. With more, what is slow is the platform that stands in and the looking for what is broken. */
const killsOfAStorm = 25;

/** One bot is killed so often among all faults; answers what it was sent and did, and which promises were broken. */
async function storm(isSearchable: boolean, kills: number, dice: Seeded, fired: Fired, died: States) {
  const rig = await openRig({ hearing: [channel('C9')], isSearchable, repeats: 2, stateLasts: 4_000 });
  const met = createMet();
  letThingsGoWrong(rig, dice, fired, met);
  let bot = await started(rig);
  const acknowledged: Incoming[] = [];
  const underWay: Promise<void>[] = [];
  for (let kill = 0; kill < kills; kill += 1) {
    const requests = Array.from({ length: 1 + dice.below(3) }, (_, at) =>
      runRequest(`k${kill}-${at}`, `C${dice.below(4)}`, kill * 10 + at),
    );
    acknowledged.push(...requests);
    underWay.push(...requests.map((incoming) => deliverSurely(() => bot, incoming, dice, fired)));
    await new Promise((resolve) => setTimeout(resolve, dice.below(500)));
    bot.kill('SIGKILL');
    fired('F18');
    // Whatever was under way in that moment is in doubt.
    met.doubts += 5;
    await bot.ended;
    died.note(rig.file);
    bot = await started(rig);
  }
  await Promise.all(underWay);
  // On a machine that is busy enough a run has ended before its card is edited at all.
  for (let more = 0; more < 10 && fired.never().includes('F26'); more += 1) {
    const incoming = runRequest(`more${more}`, 'C5', kills * 10 + more);
    acknowledged.push(incoming);
    await deliverSurely(() => bot, incoming, dice, fired);
    await rest(rig, bot, acknowledged);
  }
  rig.faults.platform = () => undefined;
  rig.faults.service = () => undefined;
  await rest(rig, bot, acknowledged, 60_000);
  await bot.stop();
  rig.close();
  if (rig.service.ledger.oldReports > 0) fired('F20');
  const broken = [...brokenPromises(rig, acknowledged, isSearchable ? 0 : met.doubts), ...brokenInStore(rig.file)];
  return { requests: acknowledged.length, retries: met.retries(), broken };
}

test.each([
  ['a searchable platform', true],
  ['a platform that cannot be searched', false],
])(
  'killed again and again among all faults, on %s nothing is lost and nothing is done twice',
  longTest,
  async (name, isSearchable) => {
    const dice = seeded(seed);
    const fired = countFired(...kinds, 'F11', 'F12', 'F18', 'F20', 'F26', 'F36');
    const kills = amount(1_000);
    const died = countStates();
    const broken: string[] = [];
    let requests = 0;
    let retries = 0;
    for (let done = 0; done < kills; done += killsOfAStorm) {
      const after = await storm(isSearchable, Math.min(killsOfAStorm, kills - done), dice, fired, died);
      broken.push(...after.broken.map((one) => `${one}, in the storm after ${done} kills`));
      requests += after.requests;
      retries += after.retries;
    }
    const { states, rows } = died.count();
    tellOutcome(
      `storm on ${name}: ${kills} kill -9 in ${states} states of the store (${rows} of its rows), ${requests} requests, ${retries} retries, seed ${seed}`,
      broken,
    );
    expect(broken).toEqual([]);
    expect(fired.tell(`faults of the storm on ${name}`)).toEqual([]);
    expect(retries).toBeGreaterThan(0);
  },
);
