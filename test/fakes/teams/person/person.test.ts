import { expect, test } from 'vitest';
import { standingClock } from '../../../observe/a-clock.ts';
import { isObject, type JsonObject, parsed } from '../../slack/json.ts';
import { type AppAnswer, anApp } from '../../slack/wrong-clients/an-app.ts';
import { aTeams } from '../a-teams.ts';
import type { Message } from '../messages.ts';
import type { Teams } from '../teams.ts';
import { visibleText } from '../visible-text.ts';
import { cardMessage } from '../wrong-clients/posting.ts';
import { ask, pathOf } from '../wrong-clients/raw-client.ts';
import { fillForm } from './fill-form.ts';

async function aTeamsAndAnApp(answer?: () => AppAnswer | undefined) {
  const teams = await aTeams({ limits: [], clock: standingClock() });
  teams.addChannel('ml-ops');
  teams.addChat('review');
  const app = await anApp(answer);
  teams.sendTo(app.url);
  const heard = (): readonly JsonObject[] => app.arrived.map(({ body }) => objectOf(body));
  return { teams, app, heard, ada: teams.asUser('ada') };
}

function objectOf(body: string): JsonObject {
  const read = parsed(body);
  return isObject(read) ? read : {};
}

const data = { button: 'b1' };
const execute = (title: string) => ({
  ...{ type: 'Action.Execute', title, verb: 'press', data },
  fallback: { type: 'Action.Submit', title, data },
});
const asks = {
  type: 'Action.ShowCard',
  title: 'Cancel',
  card: { type: 'AdaptiveCard', version: '1.5', body: [], actions: [execute('Yes: Cancel')] },
};
const opens = { type: 'Action.Submit', title: 'Open form', data: { ...data, msteams: { type: 'task/fetch' } } };

/** A message of the bot in the thread of another. */
async function withButtons(teams: Teams, root: Message, ...actions: readonly object[]): Promise<Message> {
  const id = `${root.conversation};messageid=${root.id}`;
  const { answer } = await ask(teams, pathOf(id), cardMessage({ actions }));
  const message = teams.messagesIn(root.conversation).find((one) => one.id === answer.id);
  if (!message) throw new Error(`not posted: ${JSON.stringify(answer)}`);
  return message;
}

test('what is said in a channel mentions the bot, begins a thread, and is encoded', async () => {
  const { teams, app, heard, ada } = await aTeamsAndAnApp();
  teams.asUser('bob');
  const { message } = await ada.say('mute <all> for @Bob now', { in: 'ml-ops' });
  const channel = teams.conversation('ml-ops');
  expect(app.arrived[0]?.headers).toMatchObject({ 'x-ms-tenant-id': teams.tenant });
  expect(heard()[0]).toMatchObject({
    ...{ type: 'message', id: message?.id, channelId: 'msteams', serviceUrl: teams.connectorUrl },
    text: '<at>Pipehand</at>&nbsp;mute &lt;all&gt; for <at>Bob</at>&nbsp;now\n',
    from: { id: ada.mri, aadObjectId: ada.id, name: 'Ada' },
    recipient: { id: teams.botId },
    conversation: {
      ...{ id: `${channel.id};messageid=${message?.id}`, conversationType: 'channel', isGroup: true },
      tenantId: teams.tenant,
    },
    channelData: { tenant: { id: teams.tenant }, team: { id: channel.team?.id }, channel: { id: channel.id } },
    entities: [
      { type: 'mention', mentioned: { id: teams.botId }, text: '<at>Pipehand</at>' },
      { type: 'mention', mentioned: { name: 'Bob' }, text: '<at>Bob</at>' },
      { type: 'clientInfo' },
    ],
  });

  if (!message) throw new Error('nothing was said');
  await ada.say('status of @Pipehand please', { thread: message });
  expect(heard()[1]).toMatchObject({
    conversation: { id: `${channel.id};messageid=${message.id}` },
    text: 'status of <at>Pipehand</at>&nbsp;please\n',
  });
});

test('what is said to the bot alone mentions nobody', async () => {
  const { heard, ada } = await aTeamsAndAnApp();
  await ada.say('run iris rate<1');
  expect(heard()[0]).toMatchObject({ text: 'run iris rate&lt;1', conversation: { conversationType: 'personal' } });
  expect(JSON.stringify(heard()[0])).not.toContain('mention');
});

test('a press says which button, on which message, in which thread; old clients send it as a message', async () => {
  const told = { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'One moment' };
  const { teams, heard, ada } = await aTeamsAndAnApp(() => ({ body: JSON.stringify(told) }));
  const { message: root } = await ada.say('run iris', { in: 'ml-ops' });
  if (!root) throw new Error('nothing was said');
  const message = await withButtons(teams, root, execute('Logs'), asks);
  await ada.press(message, 'Logs');
  await ada.press(message, 'Yes: Cancel', { client: 'old' });

  const there = { conversation: { id: `${root.conversation};messageid=${root.id}` }, replyToId: message.id };
  expect(heard()[1]).toMatchObject({
    ...{ type: 'invoke', name: 'adaptiveCard/action', ...there },
    value: { action: { type: 'Action.Execute', verb: 'press', data }, trigger: 'manual' },
  });
  expect(heard()[2]).toMatchObject({ type: 'message', value: data, ...there });
  expect(heard()[2]?.text).toBeUndefined();
  expect(teams.ledger.shown).toMatchObject([{ user: ada.id, words: 'One moment' }]);
  await expect(ada.press(message, 'Rerun')).rejects.toThrow('there is no “Rerun”; there is Logs, Cancel, Yes: Cancel');
  await expect(ada.press(message, 'Cancel')).rejects.toThrow(
    '“Cancel” opens a question; it is answered with Yes: Cancel',
  );
});

test('a form opens, is sent, is shown again with what is wrong, and closes', async () => {
  const input = { type: 'Input.Text', id: 'rate', label: 'Rate', isRequired: true, errorMessage: 'A value' };
  const content = {
    ...{ type: 'AdaptiveCard', version: '1.5', body: [input] },
    actions: [{ type: 'Action.Submit', title: 'Run', data: { form: 'f1' } }],
  };
  const card = { contentType: 'application/vnd.microsoft.card.adaptive', content };
  const form = { task: { type: 'continue', value: { title: 'Run iris', card } } };
  const answers: unknown[] = [form, form, { task: { type: 'message', value: 'It runs' } }];
  const { teams, heard, ada } = await aTeamsAndAnApp(() => ({ body: JSON.stringify(answers.shift() ?? {}) }));
  const { message: root } = await teams.asUser('bob').say('hello', { in: 'ml-ops', isForOthers: true });
  if (!root) throw new Error('nothing was said');
  const message = await withButtons(teams, root, opens);

  await ada.press(message, 'Open form');
  const [first] = ada.dialogs();
  if (!first) throw new Error('no form');
  expect([first.title, visibleText(first)]).toEqual(['Run iris', 'Rate: \n[Run]']);
  await expect(ada.submitDialog(first, {})).rejects.toThrow('“Rate” must be filled in');
  await ada.submitDialog(first, { Rate: 'fast' });
  const [second] = ada.dialogs();
  if (!second) throw new Error('no form');
  expect([first.isOpen, second.isOpen]).toEqual([false, true]);
  await ada.submitDialog(second, { Rate: '0.1' });
  expect([ada.dialogs(), second.said]).toEqual([[], 'It runs']);
  expect(heard().map(({ name, value }) => [name, isObject(value) ? value.data : undefined])).toEqual([
    ['task/fetch', opens.data],
    ['task/submit', { form: 'f1', rate: 'fast' }],
    ['task/submit', { form: 'f1', rate: '0.1' }],
  ]);
  expect(teams.ledger.unshown).toEqual([]);
});

test('a message is changed, deleted and liked', async () => {
  const { teams, heard, ada } = await aTeamsAndAnApp();
  const { message } = await ada.say('run iris', { in: 'review' });
  if (!message) throw new Error('nothing was said');
  await ada.edit(message, 'run churn');
  await ada.react(message, 'like');
  await ada.unsay(message);
  expect(heard().slice(1)).toMatchObject([
    {
      ...{ type: 'messageUpdate', id: message.id, text: '<at>Pipehand</at>&nbsp;run churn\n' },
      channelData: { eventType: 'editMessage' },
    },
    { type: 'messageReaction', replyToId: message.id, reactionsAdded: [{ type: 'like' }] },
    { type: 'messageDelete', id: message.id, channelData: { eventType: 'softDeleteMessage' } },
  ]);
  expect(teams.everythingIn('review')).toEqual([]);
  await expect(teams.asUser('bob').edit(message, 'x')).rejects.toThrow('their own messages only');
});

test('installing, renaming, bringing somebody in and removing are told in order', async () => {
  const { teams, heard, ada } = await aTeamsAndAnApp();
  const bob = teams.asUser('bob');
  await ada.uninstall('ml-ops');
  await ada.install('ml-ops');
  await ada.upgrade('ml-ops');
  await ada.rename('ml-ops', 'ml');
  await ada.renameTeam('ml', 'Science');
  await ada.rename('review', 'reviews');
  await ada.bring(bob, 'ml');
  await ada.deletePlace('ml');
  await ada.install();
  await ada.uninstall();
  const bot = { id: teams.botId, name: 'Pipehand' };
  expect(
    heard().map(({ type, action, channelData, membersAdded, membersRemoved, topicName }) =>
      [
        type,
        action,
        isObject(channelData) ? channelData.eventType : '',
        membersAdded ?? membersRemoved,
        topicName,
      ].filter(Boolean),
    ),
  ).toEqual([
    ['conversationUpdate', 'teamMemberRemoved', [bot]],
    ['installationUpdate', 'remove'],
    ['conversationUpdate', 'teamMemberAdded', [bot]],
    ['installationUpdate', 'add'],
    ['installationUpdate', 'add-upgrade'],
    ['conversationUpdate', 'channelRenamed'],
    ['conversationUpdate', 'teamRenamed'],
    ['conversationUpdate', 'reviews'],
    ['conversationUpdate', 'teamMemberAdded', [{ id: bob.mri, aadObjectId: bob.id }]],
    ['conversationUpdate', 'channelDeleted'],
    ['conversationUpdate', [bot]],
    ['installationUpdate', 'add'],
    ['installationUpdate', 'remove'],
  ]);
});

test('a form takes what its inputs take', () => {
  const inputs = [
    { type: 'Input.Number', id: 'n', label: 'Epochs', min: 1, max: 9, value: 3 },
    { type: 'Input.ChoiceSet', id: 'c', label: 'Mode', choices: [{ title: 'Fast', value: 'fast' }] },
    { type: 'Input.Text', id: 't', label: 'Name', regex: '^[a-z]+$', maxLength: 5 },
  ];
  const card = { body: [{ type: 'Container', items: inputs }] };
  expect(fillForm(card, { Mode: 'Fast' })).toEqual({ n: '3', c: 'fast', t: '' });
  expect(() => fillForm(card, { Epochs: 'ten' })).toThrow('“Epochs” does not take “ten”');
  expect(() => fillForm(card, { Epochs: '10' })).toThrow('“Epochs” does not take “10”');
  expect(() => fillForm(card, { Mode: 'Slow' })).toThrow('“Mode” does not offer “Slow”; it offers Fast');
  expect(() => fillForm(card, { Name: 'abcdef' })).toThrow('“Name” does not take 6 characters');
  expect(() => fillForm(card, { Name: 'A' })).toThrow('“Name” does not take “A”');
  expect(() => fillForm(card, { Rate: '1' })).toThrow('the form has no “Rate”; it has Epochs, Mode, Name');
});

test('guests and people of other companies are told apart', async () => {
  const { teams, heard } = await aTeamsAndAnApp();
  const elsewhere = '11111111-2222-4333-8444-555555555555';
  const eve = teams.asUser('eve', { tenant: elsewhere });
  const guest = teams.asUser('gus', { isGuest: true });
  await eve.say('run iris', { in: 'review' });
  await eve.say('run iris');
  expect(heard()).toMatchObject([
    { conversation: { tenantId: teams.tenant }, channelData: { tenant: { id: teams.tenant } } },
    { conversation: { tenantId: elsewhere }, channelData: { tenant: { id: elsewhere } } },
  ]);
  const path = `v3/conversations/${encodeURIComponent(teams.conversation('review').id)}/members`;
  expect((await ask(teams, `${path}/${eve.id}`)).answer).toMatchObject({ tenantId: elsewhere, userRole: 'user' });
  expect((await ask(teams, `${path}/${guest.id}`)).answer).toMatchObject({
    userRole: 'guest',
    userPrincipalName: expect.stringContaining('#EXT#'),
  });
});
