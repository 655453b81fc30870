import { expect, test } from 'vitest';
import type { Delivery } from '../../fakes/slack/to-app/delivery.ts';
import { createQuickClock } from '../../faults/quick-clock.ts';
import { soon } from '../../support/installation.ts';
import { aSlackRoom, type RoomUnderTest } from './a-slack-room.ts';

const ways = ['http', 'socket'] as const;

/** The texts of all requests, oldest first. */
async function lines({ inbox }: RoomUnderTest): Promise<readonly string[]> {
  return (await inbox()).map(({ text }) => text);
}

test.for(ways)('what people say to Pipehand becomes requests, over %s', async (way) => {
  const it = await aSlackRoom(way);
  const ada = it.slack.asUser('U1', { name: 'Ada' });
  const root = ada.say('C1', 'a message');
  const sent = [
    await ada.slash('C1', '/pipeline', 'run churn lr=0.1'),
    await ada.slash('C1', '/whatever-it-is-called-here', 'list'),
    await ada.mention('C1', 'status'),
    await ada.mention('C1', 'cancel', { thread: root.ts }),
    await ada.directMessage('help'),
  ];
  expect(sent.map(({ isAcknowledged, body }) => ({ isAcknowledged, body }))).toEqual(
    sent.map(() => ({ isAcknowledged: true, body: way === 'http' ? '' : '{}' })),
  );
  const user = { platform: 'slack', tenant: 'T1', id: 'U1', kind: 'member', name: 'Ada' };
  const channel = { platform: 'slack', tenant: 'T1', id: 'C1' };
  const at = expect.any(Number);
  expect(await it.inbox()).toEqual([
    { key: keyOf(sent[0]), text: 'run churn lr=0.1', user, channel, surface: 'slash', at },
    { key: keyOf(sent[1]), text: 'list', user, channel, surface: 'slash', at },
    { key: keyOf(sent[2]), text: 'status', user, channel, surface: 'mention', at },
    { key: keyOf(sent[3]), text: 'cancel', user, channel: { ...channel, thread: root.ts }, surface: 'thread', at },
    { key: keyOf(sent[4]), text: 'help', user, channel: { ...channel, id: 'DU1' }, surface: 'mention', at },
  ]);
});

function keyOf(delivery: Delivery | undefined): string {
  const { trigger_id, event_id } = delivery?.payload ?? {};
  return `T1:${trigger_id ?? event_id}`;
}

test('Slack’s markup is undone, and what people typed stays', async () => {
  const it = await aSlackRoom('http');
  const ada = it.slack.asUser('U1');
  it.slack.asUser('U2', { name: 'Bob' });
  const typed: readonly (readonly [string, string])[] = [
    ['run churn when="auc&lt;0.85 &amp;&amp; n&gt;3"', 'run churn when="auc<0.85 && n>3"'],
    ['run churn note=&amp;lt;', 'run churn note=&lt;'],
    ['runs by=<@U2>', 'runs by=slack:T1/U2'],
    ['runs by=<@U2|bob>', 'runs by=slack:T1/U2'],
    [
      'run churn data=<https://example.com/a?b=1&amp;c=2|example.com/a>',
      'run churn data=https://example.com/a?b=1&c=2',
    ],
    ['run churn mail=<mailto:ada@example.com|ada@example.com>', 'run churn mail=ada@example.com'],
    ['run churn why="<!here> and &lt;!channel&gt;"', 'run churn why="@here and <!channel>"'],
    ['subscribe churn in=<#C1|general>', 'subscribe churn in=slack:T1/C1'],
    ['run churn a=1 &lt; b', 'run churn a=1 < b'],
  ];
  for (const [sent] of typed) {
    const event = { type: 'app_mention', channel: 'C1', user: ada.id, ts: '1.1', text: `  <@UBOTT1>: ${sent}` };
    expect((await it.slack.event(event)).status).toBe(200);
  }
  expect(await lines(it)).toEqual(typed.map(([, meant]) => meant));
});

test('only lines for Pipehand, said by people, are taken', async () => {
  const it = await aSlackRoom('http');
  const ada = it.slack.asUser('U1');
  const said = { type: 'app_mention', channel: 'C1', user: 'U1', ts: '1.1', text: '<@UBOTT1> list' };
  const direct = { type: 'message', channel: 'DU1', channel_type: 'im', user: 'U1', ts: '1.2', text: 'list' };
  const ignored = [
    { ...said, bot_id: 'B9', user: undefined, subtype: 'bot_message' },
    { ...said, bot_id: 'B9' },
    { ...said, user: 'UBOTT1' },
    { ...said, edited: { user: 'U1', ts: '1.3' } },
    { ...said, text: 'thanks <@UBOTT1>' },
    { ...said, text: '<@U1> list' },
    { ...said, channel: 'DU1' },
    { ...direct, subtype: 'message_changed', message: { text: 'list' } },
    { ...direct, subtype: 'message_deleted' },
    { ...direct, channel: 'C1', channel_type: 'channel' },
    { ...direct, bot_id: 'BT1' },
    { type: 'app_home_opened', user: 'U1', channel: 'DU1', tab: 'home' },
  ];
  for (const event of ignored) expect((await it.slack.event(event)).status).toBe(200);
  await it.slack.asUser('UB', { isBot: true }).mention('C1', 'list');
  expect(it.handedIn()).toBe(0);
  await ada.mention('C1', 'list');
  expect(await lines(it)).toEqual(['list']);
});

test('everybody is known for what they are to this workspace', async () => {
  const it = await aSlackRoom('http');
  it.slack.addTeam('T2');
  it.slack.addChannel('C2', { team: 'T2' });
  await it.slack.uninstall('T2');
  it.slack.team('T2').token = 'valid';
  expect(it.warnings).toEqual([]);
  await it.slack.asUser('U1').mention('C1', 'list');
  await it.slack.asUser('U2', { isGuest: true }).mention('C1', 'list');
  await it.slack.asUser('U3', { homeTeam: 'T9' }).mention('C1', 'list');
  await it.slack.asUser('U4', { isDeleted: true }).mention('C1', 'list');
  expect((await it.inbox()).map(({ user }) => user.kind)).toEqual(['member', 'guest', 'foreign', 'foreign']);

  const stranger = it.slack.asUser('U1', { team: 'T2' });
  const { body } = await stranger.slash('C2', '/pipeline', 'list');
  expect(JSON.parse(body).text).toContain('serves another workspace');
  await stranger.mention('C2', 'list');
  await stranger.directMessage('list');
  expect(await it.inbox()).toHaveLength(4);
});

test('while Slack does not say who asks, nothing is run: the asker is told, or Slack asked to send it again', async () => {
  const it = await aSlackRoom('http');
  const ada = it.slack.asUser('U1');
  it.slack.fail('users.info', { kind: 'status', status: 503 });
  it.slack.fail('users.info', { kind: 'limited', retryAfter: 1 });
  const { status, body } = await ada.slash('C1', '/pipeline', 'list');
  expect([status, JSON.parse(body).text]).toEqual([200, expect.stringContaining('Nothing was run')]);
  const mention = await ada.mention('C1', 'list');
  expect([mention.status, it.handedIn(), it.limited]).toEqual([503, 0, ['users.info']]);
  await mention.again();
  expect(await lines(it)).toEqual(['list']);

  it.slack.fail('users.info', { kind: 'status', status: 503 }, { times: 9 });
  await ada.mention('C1', 'status');
  expect(await lines(it)).toEqual(['list', 'status']);
});

test.for(ways)('where Pipehand was not invited, it says so before anything runs, over %s', async (way) => {
  const it = await aSlackRoom(way, { roomClock: createQuickClock({ epoch: Date.now(), speed: 10 }) });
  const ada = it.slack.asUser('U1');
  it.slack.asUser('U2');
  it.slack.addChannel('C2', { hasApp: false });
  it.slack.addChannel('C3', { hasApp: false, kind: 'private' });
  it.slack.addChannel('DX', { hasApp: false, kind: 'im', members: new Set(['U1', 'U2']) });
  const answers = [];
  for (const channel of ['C2', 'C3', 'DX']) {
    const { isAcknowledged, body } = await ada.slash(channel, '/pipeline', 'run churn');
    answers.push({ isAcknowledged, ...JSON.parse(body) });
  }
  const said = (text: string) => ({
    isAcknowledged: true,
    response_type: 'ephemeral',
    text: expect.stringContaining(text),
  });
  expect(answers).toEqual([
    said('\n`/invite @Pipehand`'),
    said('\n`/invite @Pipehand`'),
    said('a conversation between people'),
  ]);
  expect(it.handedIn()).toBe(0);
  it.slack.channel('C2').hasApp = true;
  await expect.poll(async () => (await ada.slash('C2', '/pipeline', 'run churn')).body, soon).not.toContain('invite');
  expect(await lines(it)).toEqual(['run churn']);
});

test('a channel that says more than anybody types is stopped, and another one is not', async () => {
  const it = await aSlackRoom('http', { linesPerMinute: 3 });
  it.slack.addChannel('C2');
  const ada = it.slack.asUser('U1');
  for (const text of ['1', '2', '3', '4']) await ada.mention('C1', text);
  const refused = await ada.slash('C1', '/pipeline', '5');
  expect(JSON.parse(refused.body).text).toContain('More than 3 commands');
  const refusal = expect.stringContaining('More than 3 commands');
  await ada.slash('C2', '/pipeline', '6');
  expect(await lines(it)).toEqual(['1', '2', '3', '6']);
  await expect.poll(() => it.slack.onlyFor('U1', 'C1').map(({ text }) => text), soon).toEqual([refusal, refusal]);
});

test('when the app is removed, who Pipehand is gets asked anew, and what it then hears is taken', async () => {
  const it = await aSlackRoom('http');
  await it.slack.asUser('U1').mention('C1', 'list');
  expect((await it.slack.uninstall()).map(({ status }) => status)).toEqual([200, 200]);
  expect(it.warnings.filter((line) => line.includes('was removed from Slack'))).toHaveLength(2);
  // Slack would send it again: once only, for this test.
  expect((await it.slack.asUser('U1').mention('C1', 'list', { copies: 1 })).status).toBe(503);
  expect((await it.room.checks()).map(({ state }) => state)).toEqual(['failed']);
  it.slack.team().token = 'valid';
  await it.slack.asUser('U1').mention('C1', 'list');
  expect(await lines(it)).toEqual(['list', 'list']);
  expect((await it.room.checks()).map(({ state }) => state)).toEqual(['ok', 'ok']);
});
