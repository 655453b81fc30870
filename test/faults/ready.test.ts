import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { NotificationsSchema } from '../../src/notifications/schema.ts';
import { storeMigrations } from '../../src/wiring/home-store.ts';
import { amount } from '../support/generated.ts';
import { openStoreAt } from '../support/store-address.ts';
import { brokenPromises, rest } from './oracles.ts';
import { deliver, openRig, type Rig, runRequest } from './rig.ts';

/** Requests that have ended, and as many messages that were shown. */
async function fill({ settings }: Rig, rows: number): Promise<void> {
  const store = await openStoreAt<NotificationsSchema>(settings.address, storeMigrations, systemClock);
  const numbers = sql`with recursive counted(number) as
    (select 1 union all select number + 1 from counted where number < ${rows})`;
  await sql`insert into inbox (key, channel, "incomingJson", state, "receivedAt", "dueAt", attempts, fence, "answerJson", "endedAt")
    ${numbers} select 'old' || number, 'slack:T1/C' || (number % 50), '{}', 'done', number, number, 1, 1, '{}', number
    from counted`.execute(store.db);
  await sql`insert into outbox (slot, channel, "channelJson", subject, "optionsJson", wanted, shown, urgency, state,
      "messageId", "isFinal", attempts, "isRepeat", reposts, fence, "createdAt")
    ${numbers} select 'live:' || number, 'slack:T1/C' || (number % 50), '{}', 'run:' || number, '{}', 3, 3, 0, 'open',
      'x' || number, 1, 0, 0, 0, 1, ${Date.now()} from counted`.execute(store.db);
  await store.close();
}

test('G10: killed with a long history behind it, Pipehand is ready again within five seconds', async () => {
  // So slow that whoever waits until the lease of the killed process has run out waits longer than that.
  const rig = await openRig({ speed: 4 });
  await fill(rig, amount(100_000));
  const bot = await rig.start();
  bot?.kill('SIGKILL');
  await bot?.ended;
  const began = performance.now();
  const next = await rig.start();
  const incoming = runRequest('k', 'C1', 1);
  expect(next && (await deliver(next, incoming))).toBe(true);
  const leads = async () => (await next?.state())?.fence;
  await expect.poll(leads, { timeout: 30_000, interval: 20 }).toBeGreaterThan(1);
  expect(performance.now() - began).toBeLessThan(5_000);
  if (next) await rest(rig, next, [incoming]);
  expect(brokenPromises(rig, [incoming], 0)).toEqual([]);
});
