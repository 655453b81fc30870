import { expect, test } from 'vitest';
import { channelKey } from '../../src/chat/platform.ts';
import { aRun, aStep } from '../support/a-run.ts';
import { amount } from '../support/generated.ts';
import { countFired } from './fired.ts';
import { brokenOnPlatform } from './oracles.ts';
import { channel } from './rig.ts';
import { longTest, seed, seeded } from './seeded.ts';
import { openVirtualWorld } from './virtual-world.ts';

const second = 1_000;
const minute = 60 * second;

/** A machine, and what failed it. */
interface ComputeTrouble {
  target: string;
  cause: string;
}

/** What fails machines: no nodes, no quota, preempted, an image that cannot be pulled. */
const troubles: readonly [ComputeTrouble, ...ComputeTrouble[]] = [
  { target: 'gpu', cause: 'no nodes are left' },
  { target: 'gpu', cause: 'the quota is used up' },
  { target: 'spot', cause: 'the node was preempted' },
  { target: 'spot', cause: 'the image could not be pulled' },
];

/** One trouble that came and went. */
interface Expected {
  target: string;
  lastAt: number;
  runs: number;
}

test(
  'F22: each trouble of a machine has one card in each channel, which counts the runs it hurts',
  longTest,
  async () => {
    const dice = seeded(seed);
    const fired = countFired('F22');
    const hearing = [channel('C1'), channel('C2')];
    const world = await openVirtualWorld({ limits: [], hearing });
    const { clock, service, platform, faults } = world;
    const counts = new Map<string, string>();
    faults.platform = (request) => {
      if (request.method !== 'post' && request.method !== 'edit') return undefined;
      const { card, marker } = request.message;
      const table = card.elements.find((element) => element.type === 'table');
      counts.set(marker, table?.title ?? '');
      return undefined;
    };
    await clock.pass(10 * second);

    const expected: Expected[] = [];
    const open = new Map<string, Expected>();
    const hurt = Math.max(40, amount(2_000));
    for (let run = 0; run < hurt; run += 1) {
      const compute = dice.pick(troubles);
      const now = clock.elapsed();
      const known = open.get(compute.cause);
      // Half an hour of quiet ends a trouble; the waits below come nowhere near it.
      const trouble =
        known && now - known.lastAt < 30 * minute ? known : { target: compute.target, lastAt: now, runs: 0 };
      if (trouble !== known) expected.push(trouble);
      open.set(compute.cause, trouble);
      trouble.lastAt = now;
      trouble.runs += 1;
      const failure = { cause: compute.cause, logTail: [], compute };
      const failed = aRun({
        id: `r${run}`,
        status: 'Failed',
        steps: [aStep({ status: 'Failed', failure, endedAt: clock.now() })],
      });
      service.report({ ...failed, status: 'Running' });
      if (dice.below(2) === 0) await clock.pass(5 * second);
      service.report(failed);
      fired('F22');
      await clock.pass(dice.below(10) === 0 ? 40 * minute : 10 * second);
    }
    await clock.pass(20 * minute);

    const wanted = expected.map(({ target, runs }) => [
      `Compute failed: ${target}`,
      runs === 1 ? '1 run hurt' : `${runs} runs hurt`,
    ]);
    for (const one of hearing.map(channelKey)) {
      const cards = platform.ledger.messages.filter(
        ({ channel: shownIn, subject }) => shownIn === one && subject?.startsWith('incident:'),
      );
      expect(cards.map(({ looks, marker }) => [looks.at(-1)?.title, counts.get(marker)])).toEqual(wanted);
    }
    expect(brokenOnPlatform(platform.ledger, 0)).toEqual([]);
    expect(fired.tell(`machines: ${hurt} runs, ${expected.length} troubles`)).toEqual([]);
  },
);
