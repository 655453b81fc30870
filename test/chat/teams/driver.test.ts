import { expect, test } from 'vitest';
import type { Card } from '../../../src/cards/card.ts';
import { problemCard } from '../../../src/cards/talk-cards.ts';
import { unsentFileCard } from '../../../src/cards/unsent-file-card.ts';
import type { ChannelRef, Outgoing } from '../../../src/chat/platform.ts';
import { at, textAt } from '../../fakes/slack/json.ts';
import { cardOf } from '../../fakes/teams/messages.ts';
import { aTeamsRoom, type RoomUnderTest } from './a-teams-room.ts';
import { linesOf } from './rendered.ts';

const message: Outgoing = { marker: 'one', card: { title: 'one', elements: [] } };

/** A room that was heard of in the channel `ml`, in a chat, and alone with Ada. */
async function aKnownRoom(options: Parameters<typeof aTeamsRoom>[0] = {}) {
  const it = await aTeamsRoom(options);
  it.teams.addChat('lunch');
  const ada = it.teams.asUser('ada', { name: 'Ada Lovelace' });
  await ada.say('help', { in: 'ml' });
  await ada.say('help', { in: 'lunch' });
  return { it, ada, ml: refOf(it, 'ml'), lunch: refOf(it, 'lunch') };
}

function refOf({ teams }: RoomUnderTest, name: string): ChannelRef {
  return { platform: 'teams', tenant: teams.tenant, id: teams.conversation(name).id };
}

function linesIn({ teams }: RoomUnderTest, name: string) {
  return teams.messagesIn(name).map((one) => [one.thread, linesOf(cardOf(one))]);
}

test('a post begins a thread in a channel, answers in one, or simply stands in a chat', async () => {
  const { it, ml, lunch } = await aKnownRoom();
  const root = await it.room.platform.post(ml, message);
  const answer = await it.room.platform.post(ml, { ...message, card: { title: 'two', elements: [] }, inReplyTo: root });
  const inThread = await it.room.platform.post({ ...ml, thread: root }, message);
  const inChat = await it.room.platform.post(lunch, { ...message, inReplyTo: '1' });
  expect(it.teams.messagesIn('ml').map(({ id, thread }) => [id, thread])).toEqual([
    [root, root],
    [answer, root],
    [inThread, root],
  ]);
  expect(it.teams.messagesIn('lunch').map(({ id }) => id)).toEqual([inChat]);
  // Only the one post in the channel began a conversation of its own.
  expect(it.teams.ledger.calls.filter(({ operation }) => operation === 'create')).toHaveLength(1);
});

test('an edit shows something else in the same message, in a channel, a thread or a chat', async () => {
  const { it, ml, lunch } = await aKnownRoom();
  const { platform } = it.room;
  const root = await platform.post(ml, message);
  const answer = await platform.post(ml, { ...message, inReplyTo: root });
  const inThread = await platform.post({ ...ml, thread: root }, message);
  const inChat = await platform.post(lunch, message);
  const later = { ...message, card: { title: 'later', elements: [] } };
  await platform.edit(ml, root, later);
  await platform.edit(ml, answer, { ...later, inReplyTo: root });
  await platform.edit({ ...ml, thread: root }, inThread, later);
  await platform.edit(lunch, inChat, later);
  expect(linesIn(it, 'ml')).toEqual(Array(3).fill([root, ['later']]));
  expect(linesIn(it, 'lunch')).toEqual([[undefined, ['later']]]);
});

test('an answer to a thread whose first post was deleted begins a new one', async () => {
  const { it, ml } = await aKnownRoom();
  const id = await it.room.platform.post({ ...ml, thread: '1600000000001' }, message);
  expect(it.teams.messagesIn('ml').map(({ thread }) => thread)).toEqual([id]);
});

test('a mention notifies the person by name, and people on a card are called by theirs', async () => {
  const { it, ada, ml } = await aKnownRoom();
  const key = `teams:${ada.id}`;
  const card: Card = { title: 'failed', elements: [{ type: 'context', parts: ['asked by', { person: key }] }] };
  await it.room.platform.post(ml, { marker: 'm', card, mention: key });
  const [shown] = it.teams.messagesIn('ml');
  expect(linesOf(shown && cardOf(shown))).toEqual(['<at>Ada Lovelace</at>', 'failed', 'asked by · Ada Lovelace']);
  expect(textAt(shown?.activity, 'summary')).toBe('failed');
  it.teams.fail('members', { kind: 'status', status: 502 }, { times: 100 });
  await it.stop();
  const restarted = await aTeamsRoom({ before: { teams: it.teams, file: it.file } });
  await restarted.room.platform.post(ml, { marker: 'n', card, mention: key });
  expect(linesOf(cardOf(it.teams.messagesIn('ml')[1] ?? { activity: {} }))[0]).toBe('<at>colleague</at>');
});

test('a repeat says that it is one', async () => {
  const { it, ml } = await aKnownRoom();
  await it.room.platform.post(ml, { ...message, isRepeat: true });
  expect(linesIn(it, 'ml')[0]?.[1]).toContain('This may have been shown before.');
});

test('what is for one person is short in the thread, and else in their own chat; a link of their own is never shown to others', async () => {
  const { it, ada, ml } = await aKnownRoom();
  const { message: asked } = await ada.say('status', { in: 'ml' });
  const channel = { ...ml, thread: asked?.id ?? '' };
  const onlyFor = `teams:${ada.id}`;
  const link: Card = {
    title: 'open',
    elements: [{ type: 'link', label: 'Open', url: 'https://pipehand.example.com/?ticket=x', isPersonal: true }],
  };
  const log: Card = { title: 'log', elements: [{ type: 'preformatted', lines: ['a line'] }] };
  const fix = 'run churn';
  const refusal = problemCard({ code: 'bad-line', message: 'Did you mean run?', details: ['rum churn', '^^^'], fix });
  const places = Array.from({ length: 20 }, (_, line) => `pipeline.yml:${line} is wrong`);
  const long = problemCard({ code: 'bad-definition', message: 'It cannot run.', details: places, fix });
  const page: Card = {
    title: 'churn',
    elements: [{ type: 'link', label: 'Page', url: 'https://pipehand.example.com/' }],
  };
  for (const card of [link, log, refusal, page, long])
    await it.room.platform.post(channel, { marker: 'm', card, onlyFor });
  await it.room.platform.post(channel, { marker: 'm', card: log, onlyFor, share: 'logs 7Q3K --share' });
  expect(linesIn(it, 'ml')).toEqual([
    [asked?.id, ['Did you mean run?', 'rum churn', '^^^', 'Try: run churn']],
    [asked?.id, ['churn', 'Page']],
  ]);
  expect(linesIn(it, 'ada').map(([, lines]) => lines)).toEqual([
    ['open', 'Open'],
    ['log', 'a line'],
    ['It cannot run.', ...places, 'Try: run churn'],
    ['log', 'a line', 'To show everybody, mention @Pipehand there and say: logs 7Q3K --share'],
  ]);
});

test('whom Pipehand cannot write to hears in the thread how to change that, and nobody sees the answer', async () => {
  const { it, ada, ml } = await aKnownRoom();
  it.teams.fail('create', { kind: 'status', status: 403 }, { times: 9 });
  const { message: asked } = await ada.say('logs', { in: 'ml' });
  const log: Card = { title: 'log', elements: [{ type: 'preformatted', lines: ['a secret'] }] };
  const channel = { ...ml, thread: asked?.id ?? '' };
  await it.room.platform.post(channel, { marker: 'm', card: log, onlyFor: `teams:${ada.id}` });
  const shown = JSON.stringify(it.teams.messagesIn('ml'));
  expect(shown).toContain('Apps, Pipehand, Add');
  expect(shown).not.toContain('a secret');
});

test('a chat with one person that was begun once is used again, also after a restart', async () => {
  const { it, ada, ml } = await aKnownRoom();
  const log: Card = { title: 'log', elements: [{ type: 'preformatted', lines: ['a line'] }] };
  const outgoing = { marker: 'm', card: log, onlyFor: `teams:${ada.id}` };
  await it.room.platform.post(ml, outgoing);
  await it.stop();
  const restarted = await aTeamsRoom({ before: { teams: it.teams, file: it.file } });
  await restarted.room.platform.post(ml, outgoing);
  expect(it.teams.ledger.calls.filter(({ operation }) => operation === 'create')).toHaveLength(1);
  expect(it.teams.messagesIn('ada')).toHaveLength(2);
});

test('what sends files elsewhere is no button here, where nothing can send them', async () => {
  const { it, ada, ml } = await aKnownRoom();
  const fileButtons = [{ label: 'Send the whole log as a file', line: 'logs 7Q3K train --file' }];
  const file = { runId: 'run-1', step: 'train' };
  const log: Card = { title: 'log', elements: [{ type: 'preformatted', lines: ['a line'] }] };
  await it.room.platform.post(ml, { marker: 'm', card: log, fileButtons });
  await it.room.platform.post(ml, { marker: 'n', card: log, fileButtons, onlyFor: `teams:${ada.id}` });
  await it.room.platform.post(ml, { marker: 'o', card: unsentFileCard(file), file });
  const shown = [...it.teams.messagesIn('ml'), ...it.teams.messagesIn('ada')];
  expect(shown.map((one) => at(cardOf(one), 'actions'))).toEqual([undefined, undefined, undefined]);
  expect(JSON.stringify(shown)).not.toContain('Send the whole log');
  expect(JSON.stringify(shown)).toContain('The log of train could not be sent as a file');
});

test('a card that Teams does not take is sent as its text', async () => {
  const { it, ml } = await aKnownRoom();
  it.teams.fail('create', { kind: 'status', status: 400, code: 'BadSyntax' });
  const text = { type: 'text', text: 'all *of* it' } as const;
  await it.room.platform.post(ml, { marker: 'm', card: { title: 'one', elements: [text] } });
  expect(it.teams.messagesIn('ml')[0]?.activity).toMatchObject({ textFormat: 'plain', text: 'one\nall *of* it' });
});

test('whether a message would get there is known without posting one, and doctor says how Teams stands', async () => {
  const { it, ml } = await aKnownRoom();
  await it.room.platform.reach?.(ml);
  it.teams.conversation('ml').hasApp = false;
  const reached = it.room.platform.reach?.(ml).then(
    () => 'none',
    ({ trouble }) => trouble,
  );
  expect(await reached).toEqual({ kind: 'channel-closed' });
  expect(it.teams.messagesIn('ml')).toEqual([]);
  expect((await it.room.checks()).map(({ name, state }) => [name, state])).toEqual([
    ['teams token', 'ok'],
    ['teams keys', 'ok'],
    ['teams conversations', 'ok'],
  ]);
  const wrong = await aTeamsRoom({ settings: { appPassword: 'another', openIdMetadata: 'http://127.0.0.1:9/' } });
  const checks = await wrong.room.checks();
  expect(checks.map(({ state }) => state)).toEqual(['failed', 'failed', 'warning']);
  expect(checks[0]?.words).toContain('AADSTS7000215');
});

test('one token is asked for at a time, and a new one when it was revoked', async () => {
  const { it, ml } = await aKnownRoom();
  const asked = () => it.teams.ledger.calls.filter(({ operation }) => operation === 'token').length;
  await it.stop();
  const fresh = await aTeamsRoom({ before: { teams: it.teams, file: it.file } });
  const before = asked();
  await Promise.all(Array.from({ length: 5 }, () => fresh.room.platform.post(ml, message)));
  expect(asked()).toBe(before + 1);
  it.teams.revokeTokens();
  await fresh.room.platform.post(ml, message);
  expect([asked(), it.teams.messagesIn('ml').length]).toEqual([before + 2, 6]);
});
