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
  const nonsense = it.slack.fail('apps.connections.open', { kind: 'html', isTaken: false }, { times: 2 });
  it.slack.sockets.cut();
  await expect.poll(() => nonsense.left(), soon).toBe(0);
  await expect.poll(() => it.slack.sockets.count(), soon).toBe(2);
});

test('a connection that Slack does not open in time is given up, and tried again', async () => {
  const it = await aSlackRoom('socket', { roomClock: hurried() });
  const silence = it.slack.fail('apps.connections.open', { kind: 'hang' }, { times: 2 });
  it.slack.sockets.cut();
  await expect.poll(() => it.slack.sockets.count(), soon).toBe(2);
  expect(silence.left()).toBe(0);
  const late = it.warnings.filter((line) => line.includes('did not open the connection in time'));
  expect(late.length).toBeGreaterThanOrEqual(2);
});

test('doctor says whether a connection is open', async () => {
  const it = await aSlackRoom('socket');
  const socket = async () => (await it.room.checks()).at(-1);
  expect(await socket()).toEqual({ name: 'slack socket', state: 'ok', words: '2 connections are open' });
  it.slack.fail('apps.connections.open', { kind: 'error', error: 'invalid_auth' }, { times: 9 });
  it.slack.sockets.cut();
  await expect.poll(socket, soon).toMatchObject({ name: 'slack socket', state: 'failed' });
});

test('a frame that nobody can read changes nothing', async () => {
  // Slack waits three seconds for an acknowledgement that does not come: not as long here.
  const it = await aSlackRoom('socket', { clock: hurried() });
  const ada = it.slack.asUser('U1');
  await it.slack.event({ type: 'error' }, { copies: 2 });
  await it.slack.event({}, { copies: 2 });
  // Over a socket this is no event at all.
  await it.slack.verifyUrl('a challenge', { copies: 2 });
  await expect.poll(async () => (await ada.mention('C1', 'list')).isAcknowledged, soon).toBe(true);
  expect(new Set((await it.inbox()).map(({ text }) => text))).toEqual(new Set(['list']));
});

test('at its end Pipehand takes nothing new, and what it was taking is kept and acknowledged', async () => {
  // Slack waits three seconds for an acknowledgement: not as long here.
  const it = await aSlackRoom('socket', { clock: createQuickClock({ epoch: Date.now(), speed: 3 }) });
  const letGo = it.hold();
  const being = it.slack.asUser('U1').mention('C1', 'list');
  await expect.poll(() => it.handedIn(), soon).toBe(1);
  const closed = it.room.close();
  const late = it.slack.asUser('U1').directMessage('help', { copies: 1 });
  letGo();
  await closed;
  expect([(await being).isAcknowledged, (await late).isAcknowledged]).toEqual([true, false]);
  await expect.poll(() => it.slack.sockets.count(), soon).toBe(0);
  expect((await it.inbox()).map(({ text }) => text)).toEqual(['list']);
});
