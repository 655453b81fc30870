import { expect, test } from 'vitest';
import type { Card } from '../../../src/cards/card.ts';
import { forgetAt } from '../forget-at.ts';
import { aSlackRoom } from './a-slack-room.ts';

const channel = { platform: 'slack', tenant: 'T1', id: 'C1' } as const;

const card: Card = {
  title: 'churn',
  elements: [
    {
      type: 'buttons',
      buttons: [
        { label: 'Cancel run', line: 'cancel 7Q3K' },
        { label: 'Show log', line: 'logs 7Q3K' },
      ],
    },
  ],
};

test('a press is the line of the button, said by whoever pressed it, wherever the message stands', async () => {
  const it = await aSlackRoom('http');
  const root = await it.room.platform.post(channel, { marker: 'one', card });
  await it.room.platform.post({ ...channel, thread: root }, { marker: 'two', card });
  const [message, answer] = it.slack.messagesIn('C1');
  if (!message || !answer) throw new Error('there are not two messages');
  const pressed = [
    await it.slack.asUser('U1', { name: 'Ada' }).press(message, 'Cancel run'),
    await it.slack.asUser('U2', { name: 'Bob', isGuest: true }).press(answer, 'Show log'),
  ];
  expect(pressed.map(({ status }) => status)).toEqual([200, 200]);
  const [cancel, logs] = await it.inbox();
  expect(cancel).toEqual({
    key: `T1:${pressed[0]?.payload.trigger_id}`,
    text: 'cancel 7Q3K',
    user: { platform: 'slack', tenant: 'T1', id: 'U1', kind: 'member', name: 'Ada' },
    channel,
    surface: 'button',
    at: expect.any(Number),
  });
  expect(logs).toMatchObject({
    text: 'logs 7Q3K',
    user: { id: 'U2', kind: 'guest' },
    channel: { ...channel, thread: root },
  });
});

test('Slack is told nothing of the line, and the same button has the same id in every edit', async () => {
  const it = await aSlackRoom('http');
  const id = await it.room.platform.post(channel, { marker: 'one', card });
  await it.room.platform.edit(channel, id, { marker: 'one', card: { ...card, title: 'churn, later' } });
  const [message] = it.slack.messagesIn('C1');
  if (!message) throw new Error('there is no message');
  expect(JSON.stringify(message.blocks)).not.toContain('7Q3K');
  expect(await it.store.db.selectFrom('chat_button').select(['line', 'place']).orderBy('line').execute()).toEqual([
    { line: 'cancel 7Q3K', place: 'slack:T1/C1' },
    { line: 'logs 7Q3K', place: 'slack:T1/C1' },
  ]);
  const [before] = message.before;
  if (!before) throw new Error('it was not edited');
  await it.slack.asUser('U1').press({ ...message, ...before }, 'Cancel run');
  expect((await it.inbox()).map(({ text }) => text)).toEqual(['cancel 7Q3K']);
});

test('a button that was made for another channel, or by nobody, is refused in words', async () => {
  const it = await aSlackRoom('http');
  it.slack.addChannel('C2');
  await it.room.platform.post(channel, { marker: 'one', card });
  const [message] = it.slack.messagesIn('C1');
  if (!message) throw new Error('there is no message');
  const ada = it.slack.asUser('U1');
  const forged = JSON.stringify(message.blocks).replaceAll(/"value":"[^"]+"/g, '"value":"cancel 7Q3K"');
  await ada.press({ ...message, channel: 'C2' }, 'Cancel run');
  await ada.press({ ...message, blocks: JSON.parse(forged) }, 'Cancel run');
  expect(it.handedIn()).toBe(0);
  await expect
    .poll(() => [...it.slack.onlyFor('U1', 'C1'), ...it.slack.onlyFor('U1', 'C2')].map(({ text }) => text))
    .toEqual([expect.stringContaining('too old'), expect.stringContaining('too old')]);
});

test('a button that only one person sees works for that person only, also in their own conversation', async () => {
  const it = await aSlackRoom('http');
  it.slack.addChannel('C2', { members: new Set(['U2']) });
  const ada = it.slack.asUser('U1');
  const bob = it.slack.asUser('U2');
  await it.room.platform.post(channel, { marker: 'one', card, onlyFor: 'slack:T1/U1' });
  await it.room.platform.post({ ...channel, id: 'C2' }, { marker: 'two', card, onlyFor: 'slack:T1/U1' });
  const [here] = it.slack.onlyFor('U1', 'C1');
  const [direct] = it.slack.messagesIn('DU1');
  if (!here || !direct) throw new Error('there are not two messages');
  await ada.press(here, 'Show log');
  await ada.press(direct, 'Show log');
  expect((await it.inbox()).map(({ channel: { id } }) => id)).toEqual(['C1', 'DU1']);
  const { onlyFor: _, ...shownToAll } = here;
  await bob.press(shownToAll, 'Show log');
  expect(it.handedIn()).toBe(2);
});

test('a press that could not be kept is not acknowledged; one that opens an address asks for nothing', async () => {
  const it = await aSlackRoom('http');
  await it.room.platform.post(channel, { marker: 'one', card });
  const [message] = it.slack.messagesIn('C1');
  if (!message) throw new Error('there is no message');
  it.setBroken(true);
  const pressed = await it.slack.asUser('U1').press(message, 'Cancel run');
  expect([pressed.status, pressed.trouble]).toEqual([503, 'dispatch_failed']);
  it.setBroken(false);
  const link = JSON.stringify(message.blocks).replaceAll(/"value":"[^"]+"/g, '"url":"https://pipehand.example.com"');
  expect((await it.slack.asUser('U1').press({ ...message, blocks: JSON.parse(link) }, 'Cancel run')).status).toBe(200);
  expect(it.handedIn()).toBe(1);
  expect(it.slack.ledger.ephemerals).toEqual([]);
});

test('buttons of messages that were last sent ninety days ago are forgotten, and no others', async () => {
  const epoch = Date.now();
  const it = await aSlackRoom('http');
  const row = { place: 'slack:T1/C1', line: 'status' };
  const day = 86_400_000;
  await it.store.db
    .insertInto('chat_button')
    .values({ ...row, id: 'old', at: epoch - 90 * day })
    .execute();
  await it.store.db
    .insertInto('chat_button')
    .values({ ...row, id: 'young', at: epoch - 60 * day })
    .execute();
  await forgetAt(epoch + 1, it.room);
  expect(await it.store.db.selectFrom('chat_button').select('id').execute()).toEqual([{ id: 'young' }]);
});
