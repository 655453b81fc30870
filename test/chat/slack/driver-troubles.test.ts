import { expect, test } from 'vitest';
import type { ChannelRef, Outgoing } from '../../../src/chat/platform.ts';
import type { Fault } from '../../fakes/slack/faults.ts';
import { createQuickClock } from '../../faults/quick-clock.ts';
import { aSlackRoom } from './a-slack-room.ts';

const channel: ChannelRef = { platform: 'slack', tenant: 'T1', id: 'C1' };
const message: Outgoing = { marker: 'one', card: { title: 'one', elements: [] } };

async function troubleOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'none',
    (error) => error.trouble ?? error,
  );
}

const error = (word: string): Fault => ({ kind: 'error', error: word });
const status = (number: number): Fault => ({ kind: 'status', status: number });
const limited = (retryAfter?: number | string): Fault =>
  retryAfter === undefined ? { kind: 'limited' } : { kind: 'limited', retryAfter };

/** What goes wrong with a post → what delivery is told. */
const faults: readonly (readonly [Fault, unknown])[] = [
  [limited(30), { kind: 'limited', retryAfterMs: 30_000, scope: 'channel' }],
  [limited('0'), { kind: 'limited', retryAfterMs: 1_000, scope: 'channel' }],
  [limited('-5'), { kind: 'limited', retryAfterMs: 1_000, scope: 'channel' }],
  [limited('1.5'), { kind: 'limited', retryAfterMs: 1_500, scope: 'channel' }],
  [limited(86_400), { kind: 'limited', retryAfterMs: 900_000, scope: 'channel' }],
  [limited('Fri, 31 Dec 9999 23:59:59 GMT'), { kind: 'limited', retryAfterMs: 900_000, scope: 'channel' }],
  [limited('soon'), { kind: 'limited', scope: 'channel' }],
  [limited(), { kind: 'limited', scope: 'channel' }],
  [error('ratelimited'), { kind: 'limited', scope: 'channel' }],
  ...[500, 502, 503, 504].map((number) => [status(number), { kind: 'ambiguous' }] as const),
  ...[302, 400, 403, 404, 405].map((number) => [status(number), { kind: 'passing' }] as const),
  [status(413), { kind: 'refused' }],
  [{ kind: 'drop' }, { kind: 'ambiguous' }],
  [{ kind: 'hang' }, { kind: 'ambiguous' }],
  [{ kind: 'accept-drop' }, { kind: 'ambiguous' }],
  [{ kind: 'accept-cut' }, { kind: 'ambiguous' }],
  [{ kind: 'accept-500' }, { kind: 'ambiguous' }],
  [{ kind: 'accept-hang' }, { kind: 'ambiguous' }],
  [{ kind: 'malformed' }, { kind: 'ambiguous' }],
  [{ kind: 'html' }, { kind: 'ambiguous' }],
  ...['service_unavailable', 'request_timeout'].map((word) => [error(word), { kind: 'passing' }] as const),
  ...['fatal_error', 'internal_error'].map((word) => [error(word), { kind: 'ambiguous' }] as const),
  ...['channel_not_found', 'not_in_channel', 'is_archived', 'restricted_action'].map(
    (word) => [error(word), { kind: 'channel-closed' }] as const,
  ),
  ...['invalid_auth', 'account_inactive', 'token_revoked', 'token_expired', 'missing_scope'].map(
    (word) => [error(word), { kind: 'tenant-closed' }] as const,
  ),
  ...['msg_too_long', 'no_text', 'metadata_too_large', 'a_word_of_next_year'].map(
    (word) => [error(word), { kind: 'refused' }] as const,
  ),
];

/** Calls that Slack carries out although nobody hears of it. */
const taken: readonly Fault['kind'][] = ['accept-drop', 'accept-cut', 'accept-500', 'accept-hang', 'malformed', 'html'];

test('whatever goes wrong with a post is told once, in time and as what it is', async () => {
  const { slack, room } = await aSlackRoom('http', { roomClock: createQuickClock({ epoch: Date.now(), speed: 20 }) });
  const told = [];
  for (const [fault] of faults) {
    const planned = slack.fail('chat.postMessage', fault, { times: 2 });
    told.push([fault, await troubleOf(room.platform.post(channel, message))]);
    // Nobody tried a second time behind delivery's back.
    expect([fault, planned.left()]).toEqual([fault, 1]);
    await troubleOf(room.platform.post(channel, message));
  }
  expect(told).toEqual(faults);
  const shown = 2 * faults.filter(([{ kind }]) => taken.includes(kind)).length;
  expect(slack.messagesIn('C1')).toHaveLength(shown);
});

test('an edit of what is gone, of somebody else’s message, and a limit on edits are told apart', async () => {
  const { slack, room } = await aSlackRoom('http');
  const { platform } = room;
  const id = await platform.post(channel, message);
  const theirs = slack.asUser('U1').say('C1', 'hello');
  const edit = (ts: string) => troubleOf(platform.edit(channel, ts, message));
  slack.fail('chat.update', limited(7));
  expect(await edit(id)).toEqual({ kind: 'limited', retryAfterMs: 7_000, scope: 'tenant' });
  slack.fail('chat.update', error('streaming_state_conflict'));
  expect([await edit(id), await edit(theirs.ts), await edit('1700000000.000100')]).toEqual([
    { kind: 'passing' },
    { kind: 'message-gone' },
    { kind: 'message-gone' },
  ]);
  for (const shown of slack.messagesIn('C1')) slack.remove(shown);
  expect(await edit(id)).toEqual({ kind: 'message-gone' });
  slack.channel('C1').isArchived = true;
  expect(await troubleOf(platform.post(channel, message))).toEqual({ kind: 'channel-closed' });
});

test('a message that surely was not sent is told as such', async () => {
  const { slack, room } = await aSlackRoom('http');
  await slack.close();
  expect(await troubleOf(room.platform.post(channel, message))).toEqual({ kind: 'passing' });
  const nowhere = await aSlackRoom('http', { settings: { apiUrl: 'http://slack.invalid/api/' } });
  expect(await troubleOf(nowhere.room.platform.post(channel, message))).toEqual({ kind: 'passing' });
});

test('a message whose buttons cannot be kept is not sent', async () => {
  const { slack, room, store } = await aSlackRoom('http');
  await store.db.schema.dropTable('chat_button').execute();
  const buttons = [{ label: 'Show log', line: 'logs 7Q3K' }];
  const card = { title: 'one', elements: [{ type: 'buttons', buttons } as const] };
  expect(await troubleOf(room.platform.post(channel, { ...message, card }))).toEqual({ kind: 'passing' });
  expect(slack.messagesIn('C1')).toEqual([]);
});

test('a workspace that is slow to answer keeps no other call waiting', async () => {
  const { slack, room } = await aSlackRoom('http', { roomClock: createQuickClock({ epoch: Date.now(), speed: 5 }) });
  slack.addChannel('C2');
  slack.fail('chat.postMessage', { kind: 'hang' }, { channel: 'C1', times: 200 });
  slack.fail('chat.update', limited(600));
  const waiting = Array.from({ length: 150 }, () => troubleOf(room.platform.post(channel, message)));
  expect(await troubleOf(room.platform.edit(channel, '1.1', message))).toMatchObject({ kind: 'limited' });
  expect(await room.platform.post({ ...channel, id: 'C2' }, message)).toEqual(expect.any(String));
  expect(await Promise.all(waiting)).toEqual(waiting.map(() => ({ kind: 'ambiguous' })));
});
