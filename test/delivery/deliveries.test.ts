import { expect, test } from 'vitest';
import { enqueue, urgencies } from '../../src/delivery/outbox.ts';
import { channel } from '../faults/rig.ts';
import { openVirtualWorld } from '../faults/virtual-world.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

test('a dead letter that is tried again is as patient as a new message, and shown however late it is', async () => {
  const { clock, store, platform, delivery, faults } = await openVirtualWorld({ limits: [] });
  const dead = async () => (await delivery.deliveries.dead(10)).map(({ why }) => why);
  const card = { title: 'Hello', elements: [] };
  const message = { slot: 'answer:k', channel: channel('C1'), card, urgency: urgencies.outcome, options: {} } as const;
  faults.platform = () => ({ status: 413, body: {} });
  await store.transaction((tx) => enqueue(tx, { ...message, expiresAt: clock.now() + day }, clock.now()));
  await clock.pass(minute);
  expect(await dead()).toHaveLength(1);
  clock.setWall(clock.now() + 8 * day);
  faults.platform = () => ({ status: 503, body: {} });
  expect(await delivery.deliveries.retry('answer:k')).toBe(true);
  await clock.pass(minute);
  expect(await dead()).toEqual([]);
  faults.platform = () => undefined;
  await clock.pass(20 * minute);
  expect(platform.ledger.messages.map(({ marker }) => marker)).toEqual(['answer:k']);
});
