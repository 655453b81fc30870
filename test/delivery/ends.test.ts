import { expect, test } from 'vitest';
import { bump, liveSlot, urgencies } from '../../src/delivery/outbox.ts';
import { keepRun } from '../../src/notifications/watched-runs.ts';
import type { Run } from '../../src/pipelines/types.ts';
import { channel } from '../faults/rig.ts';
import type { PlatformRequest } from '../faults/stand-in-platform.ts';
import { openVirtualWorld, type VirtualWorld } from '../faults/virtual-world.ts';
import { aRun, aStep } from '../support/a-run.ts';

const minute = 60_000;
const cardOf = (id: string) => liveSlot(channel('C1'), `run:${id}`);
const alertOf = (id: string) => `${cardOf(id)}:alert`;

function running(id: string): Run {
  const { endedAt: _, ...run } = aRun({ id, shortId: id.toUpperCase(), status: 'Running' });
  return { ...run, steps: [aStep({ id: `${id}-1`, status: 'Running' })] };
}

const failed = (id: string) => aRun({ id, shortId: id.toUpperCase(), status: 'Failed' });

/** A channel that hears of starts and of bad ends, and has the card of a run that goes on. */
async function aChannelWithACard(): Promise<VirtualWorld & { posts: (PlatformRequest & { method: 'post' })[] }> {
  const world = await openVirtualWorld({ limits: [{ method: 'post', scope: 'channel', count: 1, perMs: 1_000 }] });
  const wanted = {
    pipeline: 'churn',
    filters: {},
    events: ['started', 'failed', 'canceled'],
    by: 'slack:T1/U1',
  } as const;
  await world.delivery.notices.subscribe({ channel: channel('C1'), ...wanted });
  await world.clock.pass(10_000);
  const posts: (PlatformRequest & { method: 'post' })[] = [];
  world.faults.platform = (request) => {
    if (request.method === 'post') posts.push(request);
    return undefined;
  };
  world.service.report(running('old'));
  await world.clock.pass(minute);
  expect(posts).toHaveLength(1);
  return { ...world, posts };
}

test('the alert of a failure comes before the cards of runs that only start', async () => {
  const { clock, service, posts } = await aChannelWithACard();
  for (let at = 0; at < 30; at += 1) service.report(running(`new${at}`));
  await clock.pass(5_000);
  service.report(failed('old'));
  await clock.pass(2 * minute);
  const order = posts.map(({ message }) => message.marker);
  expect(order).toHaveLength(32);
  expect(order.indexOf(alertOf('old'))).toBeLessThan(15);
});

test.each([
  ['refuses', 413],
  ['wants to wait long with', 429],
])('a failure is told once although the platform %s the edit of its card', async (_, status) => {
  const { clock, service, posts, faults } = await aChannelWithACard();
  const post = faults.platform;
  faults.platform = (request) => (request.method === 'edit' ? { status, retryAfter: '900', body: {} } : post(request));
  service.report(failed('old'));
  await clock.pass(minute);
  faults.platform = post;
  await clock.pass(16 * minute);
  const [, ...told] = posts.map(({ message }) => [message.marker, message.mention]);
  expect(told).toEqual([[alertOf('old'), 'slack:T1/U1']]);
});

test('an end is shown at once although a fault of ours put off the progress before it for long', async () => {
  const { clock, store, platform } = await aChannelWithACard();
  const subject = 'run:old';
  await store.transaction(async (tx) => {
    await tx.updateTable('watched_run').set({ runJson: '{' }).execute();
    await bump(tx, subject, urgencies.progress, clock.now());
  });
  await clock.pass(55 * minute);
  const [put] = await store.db.selectFrom('outbox').selectAll().where('subject', '=', subject).execute();
  expect((put?.dueAt ?? 0) - clock.now()).toBeGreaterThan(5 * minute);
  await store.transaction(async (tx) => {
    await keepRun(tx, 'stand-in', failed('old'), clock.now());
    await bump(tx, subject, urgencies.outcome, clock.now());
  });
  await clock.pass(minute);
  const card = platform.ledger.messages.find(({ marker }) => marker === cardOf('old'));
  expect(card?.looks.at(-1)).toMatchObject({ isFinal: true });
});

test('a card that stands in the place of a deleted one says so, and nobody is mentioned again', async () => {
  const { clock, service, platform, posts } = await aChannelWithACard();
  service.report(failed('old'));
  await clock.pass(minute);
  for (const message of platform.ledger.messages.filter(({ marker }) => marker === cardOf('old')))
    platform.remove(message);
  service.report({ ...failed('old'), notices: ['Logs were kept.'] });
  await clock.pass(minute);
  const again = posts.at(-1)?.message;
  expect([again?.marker, again?.mention]).toEqual([cardOf('old'), undefined]);
  expect(JSON.stringify(again?.card)).toContain('Posted again');
  expect(posts.map(({ message }) => message.mention).filter((key) => key !== undefined)).toHaveLength(1);
});

test('a run that its service lost and found again is told of as lost, and then as it ended', async () => {
  const { clock, service, posts } = await aChannelWithACard();
  service.report({ ...running('old'), status: 'CancelRequested', canceled: { by: 'slack:T1/U1' } });
  await clock.pass(10_000);
  service.lose([]);
  await clock.pass(minute);
  service.report(failed('old'));
  await clock.pass(minute);
  const [, ...told] = posts.map(({ message }) => [message.marker, message.mention]);
  expect(told).toEqual([
    [`${cardOf('old')}:gone`, 'slack:T1/U1'],
    [alertOf('old'), 'slack:T1/U1'],
  ]);
});
