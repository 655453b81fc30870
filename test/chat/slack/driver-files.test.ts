import { expect, test } from 'vitest';
import type { ChannelRef, Outgoing } from '../../../src/chat/platform.ts';
import { visibleText } from '../../fakes/slack/visible-text.ts';
import { forgetAt } from '../forget-at.ts';
import { aSlackRoom, type RoomUnderTest } from './a-slack-room.ts';

const channel: ChannelRef = { platform: 'slack', tenant: 'T1', id: 'C1' };
const card = { title: 'The log of train could not be sent as a file', elements: [] };
const marker = 'file:one';
const week = 7 * 86_400_000;
const whole: Outgoing = { marker, card, file: { runId: 'run-0001', step: 'train' } };

async function troubleOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'none',
    (error) => error.trouble ?? error,
  );
}

/** The files of `C1`: what each is called and holds, and the thread it stands in. */
function filesIn({ slack }: RoomUnderTest) {
  return slack.ledger.files.map(({ name, bytes, threadTs }) => [name, bytes?.toString(), threadTs]);
}

test('a file stands in the thread of the message it belongs to, with all of its bytes', async () => {
  const it = await aSlackRoom('http');
  const root = await it.room.platform.post(channel, { marker: 'one', card: { title: 'the last lines', elements: [] } });
  const id = await it.room.platform.post(channel, { ...whole, inReplyTo: root });
  expect([filesIn(it), it.slack.ledger.files[0]?.id]).toEqual([[['train.log', 'all of train\n', root]], id]);
});

test.each([
  ['files.completeUploadExternal', { kind: 'accept-drop' }, 1],
  ['files.completeUploadExternal', { kind: 'accept-500' }, 1],
  ['files.completeUploadExternal', { kind: 'drop' }, 0],
  ['files.completeUploadExternal', { kind: 'error', error: 'fatal_error' }, 0],
] as const)('a share that may have worked is made once, whatever comes: %s %o', async (method, fault, shown) => {
  const it = await aSlackRoom('http');
  it.slack.fail(method, fault);
  const id = await it.room.platform.post(channel, whole);
  const again = await it.room.platform.post(channel, { ...whole, isRepeat: true });
  // What was begun is on disk: no process that comes after this one begins it anew.
  expect(await it.store.db.selectFrom('chat_file').select(['marker', 'id']).execute()).toEqual([{ marker, id }]);
  expect([filesIn(it).length, again, it.slack.messagesIn('C1').length]).toEqual([shown, id, shown]);
  expect(it.warnings.join()).toContain('may not have been shown');
});

test('that a file was shared is forgotten after a week, and not before', async () => {
  const it = await aSlackRoom('http');
  const began = Date.now();
  await it.room.platform.post(channel, whole);
  const kept = () => it.store.db.selectFrom('chat_file').select('marker').execute();
  await forgetAt(began + week, it.room);
  expect(await kept()).toEqual([{ marker }]);
  await forgetAt(Date.now() + week + 1, it.room);
  expect(await kept()).toEqual([]);
});

test.each([
  ['files.getUploadURLExternal', { kind: 'accept-drop' }, { kind: 'passing' }],
  ['files.getUploadURLExternal', { kind: 'limited', retryAfter: 30 }, { kind: 'limited', retryAfterMs: 30_000 }],
  ['upload', { kind: 'accept-drop' }, { kind: 'passing' }],
  ['upload', { kind: 'status', status: 503 }, { kind: 'passing' }],
  ['files.completeUploadExternal', { kind: 'limited', retryAfter: 30 }, { kind: 'limited', retryAfterMs: 30_000 }],
  ['files.completeUploadExternal', { kind: 'status', status: 404 }, { kind: 'passing' }],
  ['files.completeUploadExternal', { kind: 'error', error: 'not_in_channel' }, { kind: 'channel-closed' }],
] as const)('what showed nothing may be tried again: %s %o', async (method, fault, trouble) => {
  const it = await aSlackRoom('http');
  it.slack.fail(method, fault);
  expect(await troubleOf(it.room.platform.post(channel, whole))).toMatchObject(trouble);
  expect([filesIn(it), it.slack.messagesIn('C1')]).toEqual([[], []]);
  await it.room.platform.post(channel, whole);
  expect(filesIn(it)).toEqual([['train.log', 'all of train\n', undefined]]);
});

test.each([
  ['files.getUploadURLExternal', 'missing_scope'],
  ['files.getUploadURLExternal', 'file_uploads_disabled'],
  ['files.completeUploadExternal', 'posting_to_general_channel_denied'],
])('where Slack takes no such file, that is said instead: %s %s', async (method, error) => {
  const it = await aSlackRoom('http');
  it.slack.fail(method, { kind: 'error', error });
  await it.room.platform.post(channel, whole);
  expect([filesIn(it), it.slack.messagesIn('C1').map(visibleText)]).toEqual([[], [card.title]]);
});
