import { expect, test } from 'vitest';
import { aRun, aStep } from '../support/a-run.ts';
import { amount } from '../support/generated.ts';
import { entriesHeld } from './held-in-memory.ts';
import { channel, runRequest } from './rig.ts';
import { longTest } from './seeded.ts';
import { openVirtualWorld } from './virtual-world.ts';

const minute = 60_000;

/** Entries that an event may leave behind: one in ten is a report, which the stand-in keeps twice. */
const entriesAnEvent = 0.3;

test('G14: in a long outage no more is held in memory the more commands and events come', longTest, async () => {
  const hearing = [channel('C1'), channel('C2')];
  const { clock, delivery, service, platform, faults } = await openVirtualWorld({ limits: [], hearing });
  const run = aRun({ id: 'going', status: 'Running', steps: [] });
  const { endedAt: _, ...going } = run;
  const looks = [0, 1].map((value) => ({ ...going, metrics: { loss: value }, steps: [aStep({ status: 'Running' })] }));
  let tries = 0;
  faults.platform = () => {
    tries += 1;
    return { status: [503, 500, 429][tries % 3] ?? 503, body: {} };
  };
  let commands = 0;
  async function flood(events: number): Promise<void> {
    for (let at = 0; at < events; at += 1) {
      commands += 1;
      const incoming = runRequest(`k${commands}`, `C${commands % 40}`, clock.now(), 'whoami');
      expect(await delivery.inbox.accept(incoming)).toBe('accepted');
      const look = looks[(commands / 10) % 2];
      if (look) service.report(look);
      if (at % 10 === 9) await clock.pass(6_000);
    }
    // What nobody wants to see any more is not tried any more.
    clock.freeze(40 * minute);
    await clock.pass(minute);
  }

  const few = Math.max(40, amount(2_000));
  await flood(few);
  const before = await entriesHeld();
  await flood(4 * few);
  const after = await entriesHeld();
  expect(after - before).toBeLessThan(4 * few * entriesAnEvent);
  faults.platform = () => undefined;
  service.report({ ...run, status: 'Completed' });
  await clock.pass(20 * minute);
  expect(platform.ledger.messages.map(({ looks: shown }) => shown.at(-1)?.isFinal)).toEqual([true, true]);
});
