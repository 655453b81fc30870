import { expect, test } from 'vitest';
import { createQuickClock } from '../../faults/quick-clock.ts';
import { soon } from '../../support/installation.ts';
import { aSlackRoom } from './a-slack-room.ts';

/** Time runs faster than waits between tries to connect, so that a test need not take them. */
const hurried = () => createQuickClock({ epoch: Date.now(), speed: 20 });

test('when Slack ends connections, or they break, there are new ones, and what comes then is taken', async () => {
  const it = await aSlackRoom('socket', { roomClock: hurried() });
  const ada = it.slack.asUser('U1');
  for (const end of [() => it.slack.sockets.disconnect(), () => it.slack.sockets.cut()]) {
    end();
    expect(it.slack.sockets.count()).toBe(0);
    await expect.poll(() => it.slack.sockets.count(), soon).toBe(2);
    await expect.poll(async () => (await ada.mention('C1', 'list')).isAcknowledged, soon).toBe(true);
  }
  expect((await it.inbox()).map(({ text }) => text)).toEqual(['list', 'list']);
});

test('an outage of Slack ends neither the process nor the tries', async () => {
  const it = await aSlackRoom('socket', { roomClock: hurried() });
  const outage = it.slack.fail('apps.connections.open', { kind: 'status', status: 500 }, { times: 6 });
  it.slack.sockets.cut();
  await expect.poll(() => outage.left(), soon).toBe(0);
  await expect.poll(() => it.slack.sockets.count(), soon).toBe(2);
  expect(it.warnings.filter((line) => line.includes('a connection for Socket Mode is missing')).length).toBeGreaterThan(
    5,
  );
  for (const error of ['drop', 'html', 'malformed'] as const) {
    const broken = it.slack.fail('apps.connections.open', { kind: error, isTaken: false }, { times: 2 });
    it.slack.sockets.cut();
    await expect.poll(() => broken.left(), soon).toBe(0);
    await expect.poll(() => it.slack.sockets.count(), soon).toBe(2);
  }
});

test('a frame that nobody can read changes nothing', async () => {
  const it = await aSlackRoom('socket');
  const ada = it.slack.asUser('U1');
  await it.slack.event({ type: 'error' }, { copies: 2 });
  await it.slack.event({}, { copies: 2 });
  expect((await ada.mention('C1', 'list')).isAcknowledged).toBe(true);
  expect((await it.inbox()).map(({ text }) => text)).toEqual(['list']);
});

test('at its end Pipehand takes nothing new, and what it was taking is kept and acknowledged', async () => {
  const it = await aSlackRoom('socket');
  const ada = it.slack.asUser('U1');
  await ada.mention('C1', 'warm up');
  it.slack.asUser('U2');
  const being = it.slack.asUser('U2').mention('C1', 'list');
  await expect.poll(() => it.slack.ledger.calls.some(({ values }) => values.user === 'U2'), soon).toBe(true);
  await it.room.close();
  expect((await being).isAcknowledged).toBe(true);
  await expect.poll(() => it.slack.sockets.count(), soon).toBe(0);
  expect((await it.inbox()).map(({ text }) => text)).toEqual(['warm up', 'list']);
});
