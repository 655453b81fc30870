import { expect, test } from 'vitest';
import type { Card } from '../../../src/cards/card.ts';
import type { Form } from '../../../src/cards/form.ts';
import type { ChannelRef, Forms } from '../../../src/chat/platform.ts';
import { cardOf } from '../../fakes/teams/messages.ts';
import { createQuickClock } from '../../faults/quick-clock.ts';
import { forgetAt } from '../forget-at.ts';
import { aTeamsRoom, type RoomUnderTest } from './a-teams-room.ts';

const card: Card = {
  title: 'churn',
  elements: [
    {
      type: 'buttons',
      buttons: [
        { label: 'Show log', line: 'logs 7Q3K' },
        { label: 'Cancel run', line: 'cancel 7Q3K', confirm: 'Cancel it?' },
        { label: 'Rerun with changes…', line: 'rerun 7Q3K --form', opensForm: true },
      ],
    },
  ],
};

const form: Form = {
  title: 'Rerun churn',
  line: 'rerun 7Q3K',
  submit: 'Rerun',
  fields: [
    {
      name: 'lr',
      label: 'lr',
      hint: 'learning *rate*',
      isRequired: true,
      kind: 'number',
      isWhole: false,
      value: '1e-4',
    },
    {
      name: 'epochs',
      label: 'epochs',
      isRequired: false,
      kind: 'number',
      isWhole: true,
      least: 1,
      most: 9,
      value: '3',
    },
    { name: 'mode', label: 'mode', isRequired: false, kind: 'choice', choices: ['fast', 'good, slow'], value: 'fast' },
  ],
};

const forms: Forms = {
  formOf: async ({ text }) => (text.includes('--form') ? form : undefined),
  async lineOf({ text }, values) {
    if (values.get('lr') === 'much')
      return { kind: 'wrong', problems: { lr: 'lr must be a number', '': 'Look again.' } };
    return { kind: 'line', line: `${text} ${[...values].map(([name, value]) => `${name}=${value}`).join(' ')}` };
  },
};

/** A room with the card above in the channel `ml`, that Ada said something in. */
async function aCard(options: Parameters<typeof aTeamsRoom>[0] = {}) {
  const it = await aTeamsRoom({ forms, ...options });
  const ada = it.teams.asUser('ada');
  await ada.say('help', { in: 'ml' });
  const channel: ChannelRef = { platform: 'teams', tenant: it.teams.tenant, id: it.teams.conversation('ml').id };
  await it.room.platform.post(channel, { marker: 'one', card });
  return { it, ada, channel, message: newest(it) };
}

function newest({ teams }: RoomUnderTest, where = 'ml') {
  const message = teams.messagesIn(where).at(-1);
  if (!message) throw new Error('there is no message');
  return message;
}

test('a press is the line of the button, said by whoever pressed it in the thread of the message, by any client', async () => {
  const { it, ada, channel, message } = await aCard();
  const bob = it.teams.asUser('bob', { name: 'Bob', isGuest: true });
  const pressed = [
    await ada.press(message, 'Yes: Cancel run'),
    await bob.press(message, 'Show log', { client: 'old' }),
  ];
  expect(pressed.map(({ status }) => status)).toEqual([200, 200]);
  const [, cancel, logs] = await it.inbox();
  expect(cancel).toMatchObject({ text: 'cancel 7Q3K', surface: 'button', channel: { ...channel, thread: message.id } });
  expect(logs).toMatchObject({ text: 'logs 7Q3K', user: { name: 'Bob', kind: 'guest' } });
  expect([it.teams.ledger.shown.length, it.teams.ledger.unshown]).toEqual([1, []]);
  await pressed[0]?.again({ copies: 3 });
  expect(await it.inbox()).toHaveLength(3);
});

test('Teams is told nothing of the line, and the same button has the same id in every edit', async () => {
  const { it, ada, channel, message } = await aCard();
  expect(JSON.stringify(cardOf(message)?.actions)).not.toContain('7Q3K');
  await it.room.platform.edit(channel, message.id, { marker: 'one', card: { ...card, title: 'churn, later' } });
  const [before] = newest(it).before;
  if (!before) throw new Error('it was not edited');
  await ada.press({ ...message, activity: before }, 'Show log');
  expect((await it.inbox()).at(-1)?.text).toBe('logs 7Q3K');
});

test('a button that was made for another conversation, for somebody else, or by nobody, is refused in words', async () => {
  const { it, ada, channel, message } = await aCard();
  const bob = it.teams.asUser('bob');
  it.teams.addChannel('other');
  await bob.say('help', { in: 'other' });
  const elsewhere = { ...message, conversation: it.teams.conversation('other').id };
  const forged = JSON.parse(JSON.stringify(message.activity).replaceAll(/"button":"[^"]+"/g, '"button":"cancel 7Q3K"'));
  await it.room.platform.post({ ...channel, thread: message.id }, { marker: 'two', card, onlyFor: `teams:${ada.id}` });
  const taken = it.handedIn();
  await bob.press(elsewhere, 'Show log');
  await bob.press({ ...message, activity: forged }, 'Show log');
  await bob.press(newest(it), 'Show log');
  await bob.press(newest(it), 'Show log', { client: 'old' });
  expect(it.handedIn()).toBe(taken);
  expect(it.teams.ledger.shown.map(({ words }) => words)).toEqual(Array(3).fill(expect.stringContaining('too old')));
  expect(it.said).toHaveLength(1);
  await ada.press(newest(it), 'Show log');
  expect(it.handedIn()).toBe(taken + 1);
});

test('a press that could not be kept is not acknowledged', async () => {
  const { it, ada, message } = await aCard();
  it.setBroken(true);
  const pressed = await ada.press(message, 'Show log', { copies: 1 });
  expect([pressed.status, pressed.isAcknowledged]).toEqual([503, false]);
});

test('a form opens as a dialog, says what is wrong, and is one request however often it is sent', async () => {
  const { it, ada, channel, message } = await aCard();
  await ada.openDialog(message, 'Rerun with changes…');
  const [opened] = ada.dialogs();
  if (!opened) throw new Error(`no form opened: ${it.teams.ledger.unshown}`);
  expect(opened.title).toBe('Rerun churn');
  expect(JSON.stringify(opened.card)).not.toContain('7Q3K');
  await ada.submitDialog(opened, { lr: 'much', epochs: '5', mode: 'good, slow' });
  const [again] = ada.dialogs();
  if (!again) throw new Error('the form did not stay open');
  expect(JSON.stringify(again.card)).toContain('lr must be a number');
  expect(JSON.stringify(again.card)).toContain('Look again.');
  const taken = it.handedIn();
  const sent = await ada.submitDialog(again, { lr: '2e-5' });
  await sent.again({ copies: 3 });
  expect((await it.inbox()).slice(taken)).toMatchObject([
    {
      text: 'rerun 7Q3K lr=2e-5 epochs=5 mode=good, slow',
      surface: 'form',
      user: { id: ada.id },
      channel: { ...channel, thread: message.id },
    },
  ]);
  expect([ada.dialogs(), it.teams.ledger.unshown]).toEqual([[], []]);
});

test('a form belongs to who opened it, and one that nobody opened means nothing', async () => {
  const { it, ada, message } = await aCard();
  await ada.openDialog(message, 'Rerun with changes…');
  const [opened] = ada.dialogs();
  if (!opened) throw new Error('no form opened');
  const bob = it.teams.asUser('bob');
  const taken = it.handedIn();
  await bob.submitDialog({ ...opened, user: bob.id }, { lr: '1' });
  const forged = JSON.parse(JSON.stringify(opened.card).replaceAll(/"form":"[^"]+"/g, '"form":"rerun 7Q3K"'));
  await ada.submitDialog({ ...opened, card: forged }, { lr: '1' });
  expect(it.handedIn()).toBe(taken);
  expect(it.teams.ledger.unshown).toEqual([]);
});

test('forms are opened no more often than lines are taken, and whoever asks for more is told', async () => {
  const { it, ada, message } = await aCard({ linesPerMinute: 3 });
  for (let count = 0; count < 6; count += 1) await ada.openDialog(message, 'Rerun with changes…');
  const kept = await it.store.db.selectFrom('chat_form').select('id').execute();
  expect([kept.length, ada.dialogs().length]).toEqual([2, 2]);
  expect(it.teams.ledger.dialogs.at(-1)?.said).toContain('More than 3 commands');
});

test('a button whose line opens no form any more is the line; a form that takes too long is refused in time', async () => {
  const { it, ada, message } = await aCard({ forms: { ...forms, formOf: async () => undefined } });
  await ada.openDialog(message, 'Rerun with changes…');
  expect([(await it.inbox()).at(-1)?.text, it.teams.ledger.dialogs.at(-1)?.isOpen]).toEqual([
    'rerun 7Q3K --form',
    false,
  ]);

  const never = { ...forms, formOf: () => new Promise<never>(() => {}) };
  const slow = await aCard({ forms: never, roomClock: createQuickClock({ epoch: Date.now(), speed: 5 }) });
  const asked = await slow.ada.openDialog(slow.message, 'Rerun with changes…');
  expect(asked.status).toBe(200);
  expect(slow.it.teams.ledger.dialogs.at(-1)?.said).toContain('in time');
  expect(slow.it.handedIn()).toBe(1);
});

test('buttons of messages that were last sent ninety days ago are forgotten, and no others', async () => {
  const epoch = Date.now();
  const it = await aTeamsRoom();
  const row = { place: 'teams:t/c', line: 'status' };
  const day = 86_400_000;
  for (const [id, days] of [
    ['old', 90],
    ['young', 60],
  ] as const) {
    await it.store.db
      .insertInto('chat_button')
      .values({ ...row, id, at: epoch - days * day })
      .execute();
  }
  await forgetAt(epoch + 1, it.room);
  expect(await it.store.db.selectFrom('chat_button').select('id').execute()).toEqual([{ id: 'young' }]);
});
