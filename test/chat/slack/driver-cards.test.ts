import { expect, test } from 'vitest';
import type { Card } from '../../../src/cards/card.ts';
import type { ChannelRef, Outgoing } from '../../../src/chat/platform.ts';
import { pingsIn, visibleText } from '../../fakes/slack/visible-text.ts';
import { aSlackRoom } from './a-slack-room.ts';

const channel: ChannelRef = { platform: 'slack', tenant: 'T1', id: 'C1' };
const onlyFor = 'slack:T1/U1';
const share = 'status 7Q3K --share';
const fileButtons = [{ label: 'Send the whole log as a file', line: 'logs 7Q3K train --file' }];

function saying(marker: string, more: Partial<Outgoing> & { elements?: Card['elements'] } = {}): Outgoing {
  const { elements = [], ...rest } = more;
  return { marker, card: { title: marker, elements }, ...rest };
}

test('people are called by the names they have in Slack, and only whom the message is for is notified', async () => {
  const { slack, room } = await aSlackRoom('http');
  slack.asUser('U1', { name: '<!channel> *Ada*' });
  slack.asUser('U2', { name: 'Bob' });
  const parts = [{ person: 'slack:T1/U1' }, { person: 'slack:T1/U9' }, { person: 'terminal:eve' }];
  const elements: Card['elements'] = [
    { type: 'context', parts },
    { type: 'text', text: ['Canceled by ', { person: 'slack:T1/U2' }, ': wrong data.'] },
    { type: 'table', columns: ['Run', 'By'], rows: [['7Q3K', { person: 'slack:T1/U2' }]] },
  ];
  await room.platform.post(channel, saying('runs', { elements }));
  await room.platform.post(channel, saying('failed', { elements, mention: 'slack:T1/U2' }));
  const [plain, calling] = slack.messagesIn('C1');
  if (!plain || !calling) throw new Error('there are not two messages');
  expect(visibleText(plain).split('\n')).toEqual([
    'runs',
    '<!channel> *Ada* · U9 · eve',
    'Canceled by Bob: wrong data.',
    'Run | By',
    '7Q3K | Bob',
  ]);
  expect([pingsIn(plain), pingsIn({ text: plain.text, blocks: [] })]).toEqual([[], []]);
  expect([pingsIn(calling), pingsIn({ text: calling.text, blocks: [] })]).toEqual([['U2'], ['U2']]);
});

test('while Slack does not say who people are, they are called by their ids, and the message comes all the same', async () => {
  const { slack, room } = await aSlackRoom('http');
  slack.asUser('U2', { name: 'Bob' });
  const told = slack.fail('users.info', { kind: 'hang' });
  const by = { type: 'context', parts: [{ person: 'slack:T1/U2' }] } as const;
  await room.platform.post(channel, saying('one', { elements: [by] }));
  expect([slack.messagesIn('C1').map(visibleText), told.left()]).toEqual([['one\nU2'], 0]);
});

test('an answer for one person has a button to share it where others are, and nowhere else', async () => {
  const { slack, room, inbox } = await aSlackRoom('http');
  const { platform } = room;
  const ada = slack.asUser('U1', { name: 'Ada' });
  slack.asUser('U2');
  slack.addChannel('C2', { members: new Set(['U2']) });
  const elements: Card['elements'] = [{ type: 'buttons', buttons: [{ label: 'Show logs', line: 'logs 7Q3K' }] }];
  await platform.post(channel, saying('asked', { onlyFor, share, elements }));
  await platform.post({ ...channel, id: 'C2' }, saying('not in C2', { onlyFor, share }));
  await platform.post({ ...channel, id: 'DU1' }, saying('direct', { onlyFor, share }));
  await platform.post(channel, saying('for all', { share }));
  const [asked] = slack.onlyFor('U1', 'C1');
  if (!asked) throw new Error('there is no answer');
  expect(visibleText(asked)).toBe('asked\n[Show logs] [Share to channel]');
  expect(slack.messagesIn('DU1').map(visibleText)).toEqual(['not in C2', 'direct']);
  expect(slack.messagesIn('C1').map(visibleText)).toEqual(['for all']);
  await ada.press(asked, 'Share to channel');
  expect((await inbox()).map(({ text, channel: { id } }) => [text, id])).toEqual([[share, 'C1']]);
});

test('lines to copy are lines that can be typed where they stand; settings and sentences stay as they are', async () => {
  const { slack, room } = await aSlackRoom('http', { settings: { command: '/ml' } });
  const { platform } = room;
  await slack.asUser('U1').directMessage('hello');
  const lines = ['run iris', 'status --help shows what it takes.', 'PIPEHAND_ADMINS=slack:T1/U1', 'Give it once.'];
  const elements = lines.map((line) => ({ type: 'copyable', label: 'Try', line }) as const);
  const seen = (message: Parameters<typeof visibleText>[0] | undefined) => message && visibleText(message).split('\n');
  const as = (line: string) => ['one', `Try: ${line}`, ...lines.slice(1).map((other) => `Try: ${other}`)];

  const root = await platform.post(channel, saying('one', { elements }));
  await platform.post({ ...channel, thread: root }, saying('one', { elements }));
  await platform.post(channel, saying('one', { elements, onlyFor }));
  await platform.post({ ...channel, thread: root }, saying('one', { elements, onlyFor }));
  await platform.post({ ...channel, id: 'DU1' }, saying('one', { elements }));
  const [inChannel, inThread] = slack.messagesIn('C1');
  expect(slack.onlyFor('U1', 'C1').map(seen)).toEqual([as('/ml run iris'), as('@Pipehand run iris')]);
  expect([seen(inChannel), seen(inThread)]).toEqual([as('/ml run iris'), as('@Pipehand run iris')]);
  expect(slack.messagesIn('DU1').map(seen)).toEqual([as('run iris')]);
  expect(inChannel?.text).toContain('/ml run iris');

  await platform.edit(channel, root, saying('one', { elements: elements.slice(0, 1) }));
  expect(seen(slack.messagesIn('C1')[0])).toEqual(['one', 'Try: /ml run iris']);
});

test('doctor says which command people type, where SLACK_COMMAND says another one', async () => {
  const { slack, room, warnings } = await aSlackRoom('http', { settings: { command: '/ml' } });
  const ada = slack.asUser('U1');
  const checks = async () => (await room.checks()).filter(({ name }) => name === 'slack command');
  expect(await checks()).toEqual([]);
  await ada.slash('C1', '/pipeline', 'list');
  await ada.slash('C1', '/pipeline', 'list');
  expect(await checks()).toEqual([
    expect.objectContaining({ state: 'warning', fix: 'Set SLACK_COMMAND=/pipeline, and start Pipehand again.' }),
  ]);
  expect(warnings.filter((line) => line.includes('another command'))).toHaveLength(1);
  await ada.slash('C1', '/ml', 'list');
  expect(await checks()).toEqual([]);
});

test('buttons that send files are there where Slack lets Pipehand send some', async () => {
  const can = await aSlackRoom('http');
  const cannot = await aSlackRoom('http', { scopes: ['chat:write', 'users:read', 'channels:read'] });
  for (const { slack, room } of [can, cannot]) {
    slack.asUser('U1');
    await room.platform.post(channel, saying('one', { onlyFor, fileButtons }));
    await room.platform.post(channel, saying('two', { fileButtons }));
  }
  const shown = [can, cannot].map(({ slack }) => [...slack.onlyFor('U1', 'C1'), ...slack.messagesIn('C1')]);
  expect(shown.map((messages) => messages.map(visibleText))).toEqual([
    ['one\n[Send the whole log as a file]', 'two\n[Send the whole log as a file]'],
    ['one', 'two'],
  ]);
});
