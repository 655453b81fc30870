import { expect, test } from 'vitest';
import { type ChannelRef, channelKey } from '../../src/chat/platform.ts';
import { enqueue, urgencies } from '../../src/delivery/outbox.ts';
import { aRun } from '../support/a-run.ts';
import { countFired } from './fired.ts';
import { brokenOnPlatform } from './oracles.ts';
import { channel, runRequest } from './rig.ts';
import { openVirtualWorld, type VirtualWorld } from './virtual-world.ts';

const minute = 60_000;

/** A run ends, and is told about. */
async function end(world: VirtualWorld, id: string): Promise<void> {
  world.service.report(aRun({ id, shortId: id.toUpperCase(), endedAt: world.clock.now() }));
  await world.clock.pass(minute);
}

/** The runs that a channel was told of, in this order. */
function toldIn({ platform }: VirtualWorld, where: ChannelRef): string[] {
  const messages = platform.ledger.messages.filter((message) => message.channel === channelKey(where));
  return messages.flatMap(({ subject }) => subject?.slice('run:'.length) ?? []);
}

test('F24: a workspace that removes the app and lets it in again is told all of it, and costs others nothing', async () => {
  const fired = countFired('F24');
  const elsewhere: ChannelRef = { platform: 'slack', tenant: 'T2', id: 'C1' };
  const world = await openVirtualWorld({ limits: [], hearing: [channel('C1'), elsewhere] });
  const { platform, clock, store } = world;
  await world.clock.pass(minute);
  await end(world, 'before');
  platform.closeTenant('slack:T1', true);
  const asked = platform.ledger.requests.post;
  for (let time = 0; time < 3; time += 1) {
    await end(world, `during${time}`);
    await world.clock.pass(10 * minute);
  }
  if (platform.ledger.requests.post > asked) fired('F24');
  expect(toldIn(world, elsewhere)).toEqual(['before', 'during0', 'during1', 'during2']);
  // One look in five minutes is no load for anybody.
  expect(platform.ledger.requests.post - asked).toBeLessThan(15);
  platform.closeTenant('slack:T1', false);
  await world.clock.pass(6 * minute);
  await end(world, 'after');
  expect(toldIn(world, channel('C1'))).toEqual(['before', 'during0', 'during1', 'during2', 'after']);
  expect(brokenOnPlatform(platform.ledger, 0)).toEqual([]);
  const left = store.db.selectFrom('outbox').select('slot').where('dueAt', '<=', clock.now());
  expect(await left.execute()).toEqual([]);
  expect(fired.tell('a workspace without the app')).toEqual([]);
});

test('F25: a closed channel rests until somebody speaks to us there, and a refused message stops no other', async () => {
  const fired = countFired('F25');
  const world = await openVirtualWorld({ limits: [], hearing: [channel('C1'), channel('C2')] });
  const { clock, store, platform, delivery } = world;
  await world.clock.pass(minute);
  platform.closeChannel(channel('C1'), true);
  await end(world, 'unheard');
  await end(world, 'later');
  expect(toldIn(world, channel('C2'))).toEqual(['unheard', 'later']);
  const { letters } = await delivery.deliveries.dead(10);
  const [letter, ...others] = letters;
  expect(others).toEqual([]);
  expect(letter).toMatchObject({ channel: 'slack:T1/C1', subject: 'run:unheard' });
  const { subscriptions } = await delivery.notices.subscriptions(channel('C1'));
  expect(subscriptions).toMatchObject([{ pausedWhy: expect.stringContaining('takes nothing') }]);
  const told = () =>
    platform.ledger.messages.flatMap(({ marker, looks }) => (marker.startsWith('rests:') ? looks : []));
  expect(told()).toMatchObject([{ title: 'A subscription of yours rests' }]);
  fired('F25');

  platform.closeChannel(channel('C1'), false);
  await delivery.inbox.accept(runRequest('k', 'C1', clock.now(), 'subscriptions'));
  await world.clock.pass(minute);
  await end(world, 'heard');
  expect(toldIn(world, channel('C1'))).toEqual(['heard']);
  expect(await delivery.deliveries.retry(letter?.id ?? '')).toBe(true);
  await world.clock.pass(minute);
  expect(toldIn(world, channel('C1'))).toEqual(['heard', 'unheard']);

  const card = { title: 'Too large', elements: [{ type: 'text', text: 'x'.repeat(30_000) }] } as const;
  const large = { slot: 'large', channel: channel('C1'), card, urgency: urgencies.outcome, options: {} };
  await store.transaction((tx) => enqueue(tx, large, clock.now()));
  await end(world, 'next');
  expect(toldIn(world, channel('C1'))).toEqual(['heard', 'unheard', 'next']);
  expect(told()).toHaveLength(1);
  const { letters: refused } = await delivery.deliveries.dead(10);
  expect(refused).toMatchObject([{ id: 'large', why: expect.stringContaining('not take') }]);
  fired('F25');
  expect(fired.tell('a closed channel')).toEqual([]);
});
