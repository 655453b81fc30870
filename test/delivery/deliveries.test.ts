import { expect, test } from 'vitest';
import { cardOf } from '../../src/cards/card-of.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { enqueue, urgencies } from '../../src/delivery/outbox.ts';
import { checkDelivery } from '../../src/wiring/check-delivery.ts';
import { channel } from '../faults/rig.ts';
import { openVirtualWorld } from '../faults/virtual-world.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

test('a dead letter that is tried again is as patient as a new message, and shown however late it is', async () => {
  const { clock, store, platform, delivery, faults } = await openVirtualWorld({ limits: [] });
  const dead = async () => (await delivery.deliveries.dead(10)).letters.map(({ why }) => why);
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

test('a message that waits for its next try waits since it was wanted, and doctor warns of it until it is shown', async () => {
  const { clock, store, delivery, faults } = await openVirtualWorld({ limits: [] });
  const card = { title: 'Hello', elements: [] };
  const message = { slot: 'answer:k', channel: channel('C1'), card, urgency: urgencies.outcome, options: {} } as const;
  const asked = clock.now();
  faults.platform = () => ({ status: 503, body: {} });
  await store.transaction((tx) => enqueue(tx, message, asked));
  await clock.pass(10 * minute);
  expect(await delivery.deliveries.waiting()).toEqual({ count: 1, oldest: asked });
  const { deliveries } = delivery;
  const queue = async () => (await checkDelivery({ store, platforms: new Map(), deliveries, now: clock.now }))[1];
  const warning = { name: 'outbox', state: 'warning', words: '1 wait, the oldest for 10 min' };
  expect(await queue()).toMatchObject({ ...warning, fix: expect.stringContaining('log') });
  const shown = cardOf({ kind: 'deliveries', letters: [], dead: 0, waiting: 1, oldest: asked }, clock.now());
  expect(plainText(shown)).toMatch(/^No message was given up\n.*1 wait to be sent, the oldest for 10 min\./s);
  faults.platform = () => undefined;
  await clock.pass(20 * minute);
  expect(await deliveries.waiting()).toEqual({ count: 0 });
  expect(await queue()).toEqual({ name: 'outbox', state: 'ok', words: 'nothing waits' });
});
