import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Card } from '../../../src/cards/card.ts';
import { saidText } from '../../../src/chat/teams/command-text.ts';
import type { TeamsActivity } from '../../../src/chat/teams/payloads.ts';
import { requestWith } from '../../fakes/teams/forgeries/forgery.ts';
import { aTeamsRoom } from './a-teams-room.ts';

test('what people say in a channel, its threads, a group chat and alone becomes requests', async () => {
  const it = await aTeamsRoom();
  const { teams } = it;
  const chat = teams.addChat('lunch');
  const ada = teams.asUser('ada', { name: 'Ada' });
  const tenant = teams.tenant;
  const post = await ada.say('run churn lr=0.01', { in: 'ml' });
  if (!post.message) throw new Error('nothing was said');
  await ada.say('logs', { thread: post.message });
  await ada.say('run churn @Pipehand', { in: 'lunch' });
  await ada.say('status');
  const user = { platform: 'teams', tenant, id: ada.id, kind: 'member', name: 'Ada' };
  const channel = { platform: 'teams', tenant, id: teams.conversation('ml').id, thread: post.message.id };
  expect(await it.inbox()).toEqual([
    {
      key: `teams:${channel.id}:${post.message.id}`,
      text: 'run churn lr=0.01',
      ...{ user, channel, surface: 'mention' },
      at: expect.any(Number),
    },
    expect.objectContaining({ text: 'logs', channel, surface: 'thread' }),
    expect.objectContaining({
      text: 'run churn',
      channel: { platform: 'teams', tenant, id: chat.id },
      surface: 'mention',
    }),
    expect.objectContaining({ text: 'status', user }),
  ]);
});

test('Hi, Hello, Help and nothing at all ask for help; others who are mentioned are known by their ids', async () => {
  const it = await aTeamsRoom();
  const ada = it.teams.asUser('ada');
  const bob = it.teams.asUser('bob', { name: 'Bob' });
  for (const text of ['Hi', 'hello!', 'Help', '@Pipehand']) await ada.say(text, { in: 'ml' });
  await ada.say('runs by=@Bob', { in: 'ml' });
  expect((await it.inbox()).map(({ text }) => text)).toEqual([
    ...['help', 'help', 'help', 'help'],
    `runs by=teams:${bob.id}`,
  ]);
});

test('guests are known as guests, and bots, people of other tenants and what is not for Pipehand are not heard', async () => {
  const it = await aTeamsRoom();
  const { teams } = it;
  const [guest, ada] = [teams.asUser('guest', { isGuest: true }), teams.asUser('ada')];
  await guest.say('run churn', { in: 'ml' });
  expect((await it.inbox()).map(({ user }) => user.kind)).toEqual(['guest']);

  const foreign = await teams.asUser('eve', { tenant: '99999999-2222-4333-8444-555555555555' }).say('run churn');
  const asBot = (activity: object) => ({ ...activity, from: { id: '28:other', name: 'Other', role: 'bot' } });
  const bot = await ada.say('run churn', { in: 'ml', activity: asBot });
  const unmentioned = (activity: object) => ({ ...activity, entities: [] });
  const others = await ada.say('run churn', { in: 'ml', activity: unmentioned });
  expect([foreign.status, bot.status, others.status]).toEqual([403, 200, 200]);
  expect(it.handedIn()).toBe(1);
});

test('while Teams does not say who asks, nothing is run and Teams is asked to send it again', async () => {
  const it = await aTeamsRoom();
  it.teams.fail('members', { kind: 'status', status: 502 });
  const asked = await it.teams.asUser('ada').say('run churn', { copies: 1 });
  expect([asked.status, it.handedIn()]).toEqual([503, 0]);
  expect([(await asked.again()).status, it.handedIn()]).toEqual([200, 1]);
});

test('the welcome is said once for each installation, not for members, renames or new versions', async () => {
  const it = await aTeamsRoom();
  const { teams } = it;
  const ada = teams.asUser('ada');
  const bob = teams.asUser('bob');
  await ada.install('ml');
  await ada.install('ml');
  await ada.upgrade('ml');
  await ada.bring(bob, 'ml');
  await ada.rename('ml', 'machine-learning');
  await ada.renameTeam('machine-learning', 'Science');
  await ada.install();
  await ada.install();
  const titles = () => it.said.map(({ channel, card }) => [channel.id, card.title]);
  const personal = it.said[1]?.channel.id;
  expect(titles()).toEqual([
    [teams.conversation('machine-learning').id, 'Pipehand is here'],
    [personal, 'Pipehand is here'],
  ]);
  // What there is differs from one installation to the next.
  expect(JSON.stringify(it.said)).not.toContain('iris');
  await ada.uninstall();
  await ada.install();
  expect(titles()).toHaveLength(3);
  expect(new Set(it.said.map(({ slot }) => slot)).size).toBe(3);
});

test('a conversation can be written to from its first signed request on, until Pipehand is removed from it', async () => {
  const it = await aTeamsRoom();
  const { teams, room } = it;
  const ada = teams.asUser('ada');
  const channel = { platform: 'teams', tenant: teams.tenant, id: teams.conversation('ml').id } as const;
  const message = { marker: 'one', card: { title: 'one', elements: [] } };
  const trouble = () =>
    room.platform.post(channel, message).then(
      () => 'none',
      ({ trouble: { kind } }) => kind,
    );
  expect(await trouble()).toBe('channel-closed');
  await ada.say('help', { in: 'ml' });
  expect(await trouble()).toBe('none');
  await ada.uninstall('ml');
  expect([await trouble(), teams.messagesIn('ml').length]).toEqual(['channel-closed', 1]);
  await ada.install('ml');
  expect(await trouble()).toBe('none');
  await ada.deletePlace('ml');
  const calls = teams.ledger.calls.length;
  expect([await trouble(), teams.ledger.calls.length]).toEqual(['channel-closed', calls]);
});

test('whoever does something with the app in somebody’s own chat gets none of what is said there', async () => {
  const it = await aTeamsRoom();
  const { teams, room } = it;
  const [ada, bob] = [teams.asUser('ada'), teams.asUser('bob')];
  const [installed] = await bob.install();
  const byAda = { ...installed?.activity, id: 'f:upgraded', from: { id: ada.mri, aadObjectId: ada.id } };
  expect((await teams.raw.raw(requestWith(teams, byAda, {}))).status).toBe(200);
  await ada.say('logs', { in: 'ml' });
  const ml = { platform: 'teams', tenant: teams.tenant, id: teams.conversation('ml').id } as const;
  const card: Card = { title: 'log', elements: [{ type: 'preformatted', lines: ['a line'] }] };
  for (const { id } of [ada, bob]) await room.platform.post(ml, { marker: id, card, onlyFor: `teams:${id}` });
  expect([teams.messagesIn('ada').length, teams.messagesIn('bob').length]).toEqual([1, 1]);
});

test('a changed message runs nothing, and its author is told so once', async () => {
  const it = await aTeamsRoom();
  const ada = it.teams.asUser('ada');
  const { message } = await ada.say('run churn', { in: 'ml' });
  if (!message) throw new Error('nothing was said');
  await ada.edit(message, 'run churn lr=9');
  await ada.unsay(message);
  expect((await it.inbox()).map(({ text }) => text)).toEqual(['run churn']);
  expect(it.said).toMatchObject([
    {
      slot: expect.stringContaining(message.id),
      channel: { thread: message.id },
      card: { title: 'A changed message' },
    },
  ]);
});

test('more lines than anybody types are refused in words, once a minute', async () => {
  const it = await aTeamsRoom({ linesPerMinute: 2 });
  const ada = it.teams.asUser('ada');
  for (let count = 0; count < 4; count += 1) await ada.say('status');
  expect((await it.inbox()).length).toBe(2);
  expect(new Set(it.said.map(({ slot }) => slot)).size).toBe(1);
  expect(JSON.stringify(it.said[0]?.card)).toContain('More than 2 commands');
});

const bot = '28:bot';

function said(text: string, mentions: readonly { id: string; text: string }[]): TeamsActivity {
  return {
    ...{
      type: 'message',
      id: '1',
      channelId: 'msteams',
      serviceUrl: '',
      conversation: { id: 'c', conversationType: 'channel' },
    },
    ...{ from: { id: '29:ada' }, recipient: { id: bot }, text },
    entities: mentions.map(({ id, text: shown }) => ({ type: 'mention', text: shown, mentioned: { id } })),
  };
}

test('taking the mention out never eats an argument, whatever is typed and wherever the mention stands', () => {
  const typed = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('&amp;', '<at>x</at>', 'lr=<at>', '&#x41;'));
  const encoded = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  fc.assert(
    fc.property(typed, typed, fc.constantFrom('Pipehand', 'P', 'a b', 'lr'), (before, after, name) => {
      const mention = `<at>${name}</at>`;
      const text = `${encoded(before)}${mention}&nbsp;${encoded(after)}`;
      const { isForUs, line } = saidText(said(text, [{ id: bot, text: mention }]));
      expect([isForUs, line(() => '')]).toEqual([true, `${before}  ${after}`.trim()]);
    }),
  );
});

test('what only looks like a mention stays, and people stand where they were mentioned', () => {
  const ada = { id: '29:ada', text: '<at>Ada</at>' };
  const us = { id: bot, text: '<at>Pipehand</at>' };
  const lineOf = (text: string, mentions: Parameters<typeof said>[1]) =>
    saidText(said(text, mentions)).line((id) => id);
  expect(lineOf('<at>Pipehand</at> runs by=<at>Ada</at>', [ada, us])).toBe('runs by=29:ada');
  expect(lineOf('<at>Pipehand</at> say <at>Pipehand</at>', [us])).toBe('say <at>Pipehand</at>');
  expect(lineOf('run &lt;at&gt;Pipehand&lt;/at&gt;', [])).toBe('run <at>Pipehand</at>');
  expect(saidText(said('@Pipehand run', [])).isForUs).toBe(false);
  expect(lineOf('run a&amp;lt;b &nbsp;&unknown; &#0;&#55296;', [])).toBe('run a&lt;b  &unknown; &#0;&#55296;');
});
