import { expect, test } from 'vitest';
import type { Card } from '../../../src/cards/card.ts';
import type { ChannelRef, ChatPlatform, Outgoing } from '../../../src/chat/platform.ts';
import { createButtons } from '../../../src/chat/shared/buttons.ts';
import { createShow } from '../../../src/chat/slack/show-message.ts';
import { visibleText } from '../../fakes/slack/visible-text.ts';
import { slackLimits } from '../../fakes/slack/web-api/rate-limits.ts';
import { silentLog } from '../../support/embedded.ts';
import { aSlackRoom } from './a-slack-room.ts';

const channel: ChannelRef = { platform: 'slack', tenant: 'T1', id: 'C1' };

const searching = ['channels:history', 'groups:history', 'im:history', 'mpim:history'];
const needed = ['commands', 'app_mentions:read', 'im:history', 'chat:write', 'users:read', 'channels:read'];

function saying(title: string, more: Partial<Outgoing> = {}): Outgoing {
  return { marker: title, card: { title, elements: [] }, ...more };
}

async function troubleOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'none',
    (error) => error.trouble ?? error,
  );
}

/** Looks for a message, where the platform can. */
function find(platform: ChatPlatform, marker: string, since: number, where = channel): Promise<string | undefined> {
  if (!platform.find) throw new Error('Slack cannot be searched');
  return platform.find(where, marker, since);
}

test('a message is posted with its marker, answered in its thread, and edited in place', async () => {
  const { slack, room } = await aSlackRoom('http');
  const { platform } = room;
  const id = await platform.post(channel, saying('churn · run 7Q3K'));
  const answer = await platform.post(channel, saying('failed', { inReplyTo: id, mention: 'slack:T1/U1' }));
  await platform.post({ ...channel, thread: id }, saying('log'));
  await platform.edit(channel, id, saying('churn · run 7Q3K, later'));
  const shown = slack.messagesIn('C1').map((message) => [message.ts, message.threadTs, visibleText(message)]);
  expect(shown).toEqual([
    [id, undefined, 'churn · run 7Q3K, later'],
    [answer, id, '@U1 failed'],
    [expect.any(String), id, 'log'],
  ]);
  const [first] = slack.messagesIn('C1');
  expect(first?.metadata).toEqual({ event_type: 'pipehand', event_payload: { marker: 'churn · run 7Q3K' } });
  const posts = slack.ledger.calls.filter(({ method }) => method === 'chat.postMessage');
  expect(posts.map(({ values }) => [values.unfurl_links, values.unfurl_media])).toEqual(
    posts.map(() => ['false', 'false']),
  );
  expect([slack.ledger.posts.length, slack.ledger.edits.length]).toEqual([3, 1]);
});

test('what only one person may see is shown to them in the channel, or directly where they are not in it', async () => {
  const { slack, room } = await aSlackRoom('http');
  slack.asUser('U1');
  slack.asUser('U2');
  slack.addChannel('C2', { members: new Set(['U2']) });
  slack.addChannel('C3', { hasApp: false, kind: 'private' });
  const { platform } = room;
  const onlyFor = 'slack:T1/U1';
  await platform.post(channel, saying('here', { onlyFor }));
  await platform.post({ ...channel, id: 'C2' }, saying('not in C2', { onlyFor }));
  await platform.post({ ...channel, id: 'C3' }, saying('not seen', { onlyFor }));
  await platform.post({ ...channel, id: 'DU1' }, saying('direct', { onlyFor }));
  expect(slack.onlyFor('U1', 'C1').map(visibleText)).toEqual(['here']);
  expect(slack.messagesIn('DU1').map(visibleText)).toEqual(['not in C2', 'not seen', 'direct']);
  expect(slack.ledger.posts.map(({ channel: id }) => id)).toEqual(['DU1', 'DU1', 'DU1']);
  expect(await troubleOf(platform.post(channel, saying('for nobody', { onlyFor: 'terminal:ada' })))).toEqual({
    kind: 'refused',
  });
});

test('blocks that Slack does not take are shown as text, and nothing else is', async () => {
  const { slack, room } = await aSlackRoom('http');
  const { platform } = room;
  for (const error of ['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long']) {
    slack.fail('chat.postMessage', { kind: 'error', error });
    await platform.post(channel, saying(`<${error}> & more`, { isRepeat: true }));
  }
  const [message] = slack.messagesIn('C1');
  expect(slack.messagesIn('C1').map(({ blocks }) => blocks)).toEqual([[], [], []]);
  expect(message && visibleText(message)).toMatch(/^<invalid_blocks> & more\n.*shown twice/);

  slack.fail('chat.update', { kind: 'error', error: 'invalid_blocks' });
  await platform.edit(channel, message?.ts ?? '', saying('edited'));
  expect(slack.messagesIn('C1').at(0)).toMatchObject({ blocks: [], text: 'edited' });
  await platform.edit(channel, message?.ts ?? '', saying('edited again'));
  expect(slack.messagesIn('C1').at(0)?.blocks).not.toEqual([]);

  slack.fail('chat.postMessage', { kind: 'error', error: 'msg_too_long' });
  expect(await troubleOf(platform.post(channel, saying('too long')))).toEqual({ kind: 'refused' });
});

test('once Slack has refused a plan and taken the same as lines, it is offered plans no more', async () => {
  const { slack, room } = await aSlackRoom('http', { settings: { progress: 'plan' } });
  const { platform } = room;
  const steps: Card = {
    title: 'churn',
    elements: [{ type: 'steps', steps: [{ name: 'train', state: { group: 'running', words: 'Running' } }] }],
  };
  const types = () => slack.messagesIn('C1').map(({ blocks }) => blocks.some(({ type }) => type === 'plan'));
  await platform.post(channel, { marker: '1', card: steps });
  slack.fail('chat.postMessage', { kind: 'error', error: 'invalid_blocks' });
  await platform.post(channel, { marker: '2', card: steps });
  await platform.post(channel, { marker: '3', card: steps });
  expect(types()).toEqual([true, false, false]);
  expect(slack.messagesIn('C1').map((message) => visibleText(message).includes('train'))).toEqual([true, true, true]);
});

test.each([
  ['thread_not_found', 'gone'],
  ['restricted_action_thread_locked', 'there'],
])('an answer that its thread does not take (%s) is posted beside it, and found there', async (error, root) => {
  const { slack, room } = await aSlackRoom('http');
  const { platform } = room;
  const since = Date.now();
  slack.asUser('U1');
  const thread = await platform.post(channel, saying('root'));
  if (root === 'gone') for (const message of slack.messagesIn('C1')) slack.remove(message);
  slack.fail('chat.postMessage', { kind: 'error', error });
  const id = await platform.post(channel, saying('failed', { inReplyTo: thread }));
  expect(slack.messagesIn('C1').at(-1)?.threadTs).toBeUndefined();
  expect(await find(platform, 'failed', since, { ...channel, thread })).toBe(id);

  slack.fail('chat.postEphemeral', { kind: 'error', error });
  await platform.post({ ...channel, thread }, saying('for one', { onlyFor: 'slack:T1/U1' }));
  expect(slack.messagesIn('DU1').map(visibleText)).toEqual(['for one']);
});

test('a channel is looked through page by page', async () => {
  const { slack, room } = await aSlackRoom('http');
  const { platform } = room;
  const since = Date.now();
  const id = await platform.post(channel, saying('first'));
  const ada = slack.asUser('U1');
  for (let count = 0; count < 250; count += 1) ada.say('C1', `line ${count}`);
  expect(await find(platform, 'first', since)).toBe(id);
  const pages = slack.ledger.calls.length;
  expect(await find(platform, 'other', since + 3_600_000)).toBe(undefined);
  expect(slack.ledger.calls.length - pages).toBe(1);
  slack.fail('conversations.history', { kind: 'status', status: 502 });
  expect(await troubleOf(find(platform, 'first', since))).toEqual({ kind: 'ambiguous' });
});

test('without the scopes for it nothing is searched, and a doubt from before is not settled in ignorance', async () => {
  const can = await aSlackRoom('http', { scopes: [...needed, ...searching] });
  const cannot = await aSlackRoom('http', { scopes: needed });
  expect(cannot.room.platform.find).toBeDefined();
  expect(await troubleOf(find(cannot.room.platform, 'any', Date.now()))).toEqual({ kind: 'passing' });
  await can.room.platform.post(channel, saying('one'));
  await cannot.room.platform.post(channel, saying('one'));
  expect([can.room.platform.find !== undefined, cannot.room.platform.find]).toEqual([true, undefined]);
  expect((await cannot.room.checks()).map(({ name, state }) => [name, state])).toEqual([
    ['slack token', 'ok'],
    ['slack scopes', 'failed'],
  ]);
});

test('whether a message could be posted is known without posting one', async () => {
  const { slack, room } = await aSlackRoom('http');
  const { platform } = room;
  slack.addChannel('C2', { hasApp: false });
  const reach = (id: string) => troubleOf(platform.reach?.({ ...channel, id }) ?? Promise.resolve());
  expect([await reach('C1'), await reach('C2'), await reach('C9')]).toEqual([
    'none',
    { kind: 'channel-closed' },
    { kind: 'channel-closed' },
  ]);
  slack.channel('C2').hasApp = true;
  expect(await reach('C2')).toBe('none');
  slack.team().token = 'revoked';
  expect(await reach('C2')).toEqual({ kind: 'tenant-closed' });
  expect(slack.ledger.posts).toEqual([]);
});

test('delivery is held to what Slack allows, and to one edit of a message in five seconds', async () => {
  const { room } = await aSlackRoom('http');
  const ours = room.platform.limits;
  const methods = { 'chat.postMessage': 'post', 'chat.update': 'edit' } as const;
  for (const [called, method] of Object.entries(methods)) {
    for (const { scope, count, perMs } of slackLimits.filter(({ methods }) => methods.includes(called))) {
      const place = scope === 'team' ? 'tenant' : 'channel';
      const held = ours.find((limit) => limit.method === method && limit.scope === place);
      expect(held && (held.count / held.perMs) * perMs, `${called} ${place}`).toBeLessThanOrEqual(count);
    }
  }
  expect(ours).toContainEqual({ method: 'edit', scope: 'message', count: 1, perMs: 5_000 });
});

test('a card that a fault keeps from being drawn is shown as text', async () => {
  const { store } = await aSlackRoom('http');
  const show = createShow({
    buttons: createButtons(store, Date.now),
    render() {
      throw new TypeError('a fault');
    },
    progress: 'classic',
    linkHosts: new Set(),
    names: async () => new Map(),
    log: silentLog,
  });
  expect(await show(saying('churn'), 'slack:T1/C1', async (look) => look)).toEqual({ blocks: [], text: 'churn' });
});
