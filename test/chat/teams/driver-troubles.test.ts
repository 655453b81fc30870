import { expect, test } from 'vitest';
import type { ChannelRef, Outgoing } from '../../../src/chat/platform.ts';
import { aTeams } from '../../fakes/teams/a-teams.ts';
import type { Fault } from '../../fakes/teams/faults.ts';
import { createQuickClock } from '../../faults/quick-clock.ts';
import { aTeamsRoom } from './a-teams-room.ts';

const message: Outgoing = { marker: 'one', card: { title: 'one', elements: [] } };

async function troubleOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'none',
    (error) => error.trouble ?? error,
  );
}

/** A room that was heard of in a chat. */
async function aRoomInAChat(options: Parameters<typeof aTeamsRoom>[0] = {}) {
  const it = await aTeamsRoom(options);
  const { id } = it.teams.addChat('lunch');
  await it.teams.asUser('ada').say('help', { in: 'lunch' });
  const channel: ChannelRef = { platform: 'teams', tenant: it.teams.tenant, id };
  return { it, channel };
}

const limited = (retryAfter?: number | string): Fault =>
  retryAfter === undefined ? { kind: 'limited' } : { kind: 'limited', retryAfter };
const status = (number: number, code?: string): Fault =>
  code === undefined ? { kind: 'status', status: number } : { kind: 'status', status: number, code };

/** What goes wrong with a post → what delivery is told. */
const faults: readonly (readonly [Fault, unknown])[] = [
  [limited(30), { kind: 'limited', retryAfterMs: 30_000, scope: 'channel' }],
  [limited('-5'), { kind: 'limited', retryAfterMs: 1_000, scope: 'channel' }],
  [limited(86_400), { kind: 'limited', retryAfterMs: 900_000, scope: 'channel' }],
  [limited('soon'), { kind: 'limited', scope: 'channel' }],
  [limited(), { kind: 'limited', scope: 'channel' }],
  [status(412), { kind: 'passing' }],
  ...[500, 502, 503, 504].map((number) => [status(number), { kind: 'ambiguous' }] as const),
  [status(403), { kind: 'channel-closed' }],
  [status(403, 'ConversationBlockedByUser'), { kind: 'channel-closed' }],
  [status(403, 'BotDisabledByAdmin'), { kind: 'tenant-closed' }],
  [status(404), { kind: 'channel-closed' }],
  [{ kind: 'drop' }, { kind: 'ambiguous' }],
  [{ kind: 'hang' }, { kind: 'ambiguous' }],
  [{ kind: 'accept-drop' }, { kind: 'ambiguous' }],
  [{ kind: 'accept-cut' }, { kind: 'ambiguous' }],
  [{ kind: 'accept-hang' }, { kind: 'ambiguous' }],
  [{ kind: 'accept-status', status: 502 }, { kind: 'ambiguous' }],
  [{ kind: 'malformed' }, { kind: 'ambiguous' }],
  [{ kind: 'html' }, { kind: 'ambiguous' }],
];

/** Calls that Teams carries out although nobody hears of it. */
const taken: readonly Fault['kind'][] = [
  'accept-drop',
  'accept-cut',
  'accept-hang',
  'accept-status',
  'malformed',
  'html',
];

test('whatever goes wrong with a post is told once, in time and as what it is', async () => {
  const { it, channel } = await aRoomInAChat({ roomClock: createQuickClock({ epoch: Date.now(), speed: 20 }) });
  const told = [];
  for (const [fault] of faults) {
    const planned = it.teams.fail('send', fault, { times: 2 });
    told.push([fault, await troubleOf(it.room.platform.post(channel, message))]);
    // Nobody tried a second time behind delivery's back.
    expect([fault, planned.left()]).toEqual([fault, 1]);
    planned.stop();
  }
  expect(told).toEqual(faults);
  const shown = faults.filter(([{ kind }]) => taken.includes(kind)).length;
  expect(it.teams.messagesIn('lunch')).toHaveLength(shown);
});

test('an edit of what is gone, of somebody else’s message, and a limit on edits are told apart', async () => {
  const { it, channel } = await aRoomInAChat();
  const { platform } = it.room;
  const id = await platform.post(channel, message);
  const edit = (of: string) => troubleOf(platform.edit(channel, of, message));
  it.teams.fail('update', limited(7));
  expect(await edit(id)).toEqual({ kind: 'limited', retryAfterMs: 7_000, scope: 'channel' });
  const theirs = it.teams.everythingIn('lunch')[0]?.id ?? '';
  expect([await edit(theirs), await edit('1600000000001')]).toEqual([{ kind: 'refused' }, { kind: 'message-gone' }]);
  for (const shown of it.teams.messagesIn('lunch')) it.teams.remove(shown);
  expect(await edit(id)).toEqual({ kind: 'message-gone' });
  it.teams.conversation('lunch').isDeleted = true;
  expect([await edit(id), await troubleOf(platform.post(channel, message))]).toEqual(
    Array(2).fill({ kind: 'channel-closed' }),
  );
});

test('a message that surely was not sent is told as such: no token, no connection, an address that is none of Teams', async () => {
  const { it, channel } = await aRoomInAChat();
  const post = () => troubleOf(it.room.platform.post(channel, message));
  it.teams.revokeTokens();
  it.teams.fail('token', { kind: 'status', status: 503 });
  expect(await post()).toEqual({ kind: 'passing' });
  expect(await post()).toBe('none');
  const stranger = await aTeams();
  await it.store.db.updateTable('teams_conversation').set({ serviceUrl: stranger.connectorUrl }).execute();
  expect(await post()).toEqual({ kind: 'passing' });
  expect(stranger.ledger.calls).toEqual([]);
  const closed = await aTeams();
  await closed.close();
  await it.store.db.updateTable('teams_conversation').set({ serviceUrl: closed.connectorUrl }).execute();
  await it.stop();
  const settings = { openIdMetadata: closed.openIdMetadataUrl };
  const gone = await aTeamsRoom({ before: { teams: it.teams, file: it.file }, settings });
  expect(await troubleOf(gone.room.platform.post(channel, message))).toEqual({ kind: 'passing' });
});

test('with a wrong password nothing is sent, and the whole tenant is closed', async () => {
  const { it, channel } = await aRoomInAChat();
  await it.stop();
  const wrong = await aTeamsRoom({
    before: { teams: it.teams, file: it.file },
    settings: { appPassword: 'a-password-of-yesterday' },
  });
  expect(await troubleOf(wrong.room.platform.post(channel, message))).toEqual({ kind: 'tenant-closed' });
  expect(wrong.warnings.join()).not.toContain('a-password-of-yesterday');
});

test('a message whose buttons cannot be kept is not sent', async () => {
  const { it, channel } = await aRoomInAChat();
  await it.store.db.schema.dropTable('chat_button').execute();
  const buttons = [{ label: 'Show log', line: 'logs 7Q3K' }];
  const card = { title: 'one', elements: [{ type: 'buttons', buttons } as const] };
  expect(await troubleOf(it.room.platform.post(channel, { ...message, card }))).toEqual({ kind: 'passing' });
  expect(it.teams.messagesIn('lunch')).toEqual([]);
});

test('Teams’ limits are known to delivery, posts and edits of a conversation together', async () => {
  const { it } = await aRoomInAChat();
  expect(it.room.platform.limits).toEqual([
    ...[
      [7, 1_000],
      [8, 2_000],
      [60, 30_000],
      [1_800, 3_600_000],
    ].map(([count, perMs]) => ({ method: 'any', scope: 'channel', count, perMs })),
    { method: 'any', scope: 'tenant', count: 30, perMs: 1_000 },
    { method: 'edit', scope: 'message', count: 1, perMs: 3_000 },
  ]);
});
