import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { Desk } from '../../src/chat/terminal/desk.ts';
import { feedEvents } from '../../src/chat/terminal/feed-events.ts';
import { createTerminalPlatform, terminalChannel } from '../../src/chat/terminal/terminal-platform.ts';
import { type TerminalSchema, terminalMigrations } from '../../src/chat/terminal/terminal-schema.ts';
import { systemClock } from '../../src/clock.ts';
import { aRun } from '../support/a-run.ts';
import { openStoreAt } from '../support/store-address.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { neverTwice } from '../terminal/cards.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import { openPipe, startPipe, whatIsMissed } from './a-pipe.ts';
import { aCard, aTerminalRoom, messageOf, type TerminalRoom } from './a-terminal-room.ts';
import { joinHome } from './join-home.ts';

const program = [
  process.execPath,
  '--disable-warning=ExperimentalWarning',
  fileURLToPath(new URL('./chat-window.ts', import.meta.url)),
];

/** Opens a window with ada's chat. */
async function openWindow({ home }: TerminalRoom): Promise<Terminal> {
  const terminal = openTerminal({ home, pipelines: home }, { program: [...program, home], rows: 40 });
  await terminal.prompts();
  return terminal;
}

async function closeWindow(terminal: Terminal): Promise<void> {
  terminal.type('exit\r');
  expect(await terminal.ended()).toBe(0);
}

/** How often the screen and what scrolled away say this. */
function count({ screen }: Terminal, words: string): number {
  return screen.everything().filter((row) => row.includes(words)).length;
}

test('a chat closed in the middle of a run and opened again finds its outcome, once', async () => {
  const room = await aTerminalRoom();
  const first = await openWindow(room);
  await first.enter('run p', '0 of 1 step');
  await closeWindow(first);
  room.letGo();
  await room.delivered();

  const second = await openWindow(room);
  await second.shows('Completed');
  expect(count(second, 'While you were away:')).toBe(1);
  await room.notice('All is quiet.');
  await second.shows('All is quiet.');
  expect(count(second, 'p · run')).toBe(1);
  await closeWindow(second);
  expect(await whatIsMissed(room)).toBe('');
});

test('opened again while the run goes on, it shows the run in place and its end once', async () => {
  const room = await aTerminalRoom();
  const first = await openWindow(room);
  await first.enter('run p', '0 of 1 step');
  await closeWindow(first);

  const second = await openWindow(room);
  neverTwice(second.screen);
  await second.shows('0 of 1 step');
  room.letGo();
  await second.shows('Completed');
  await room.delivered();
  await room.notice('All is quiet.');
  await second.shows('All is quiet.');
  expect(count(second, 'p · run')).toBe(1);
  expect(count(second, 'away')).toBe(0);
  await closeWindow(second);
  expect(await whatIsMissed(room)).toBe('');
});

test('two chats at once show the same run and the same messages, each once', async () => {
  const room = await aTerminalRoom();
  const windows = [await openWindow(room), await openWindow(room)];
  for (const { screen } of windows) neverTwice(screen);
  await windows[0]?.enter('run p', '0 of 1 step');
  await windows[1]?.shows('0 of 1 step');
  room.letGo();
  for (const each of windows) await each.shows('Completed');
  await room.delivered();
  await room.notice('All is quiet.');
  for (const each of windows) {
    await each.shows('All is quiet.');
    expect([count(each, 'p · run'), count(each, 'All is quiet.')]).toEqual([1, 1]);
    await closeWindow(each);
  }
  expect(await whatIsMissed(room)).toBe('');
});

test('a chat that waits leaves the home to the server that comes back, and shows what was posted meanwhile', async () => {
  const room = await aTerminalRoom();
  const pipe = await openPipe(joinHome(room.home));
  await room.notice('Before.');
  await pipe.says('Before.');
  await room.stop();
  await room.notice('Meanwhile.');
  await room.start();
  await pipe.says('Meanwhile.');
  await room.notice('After.');
  await pipe.says('After.');
  expect(pipe.titles()).toEqual(['Before.', 'While you were away:', 'Meanwhile.', 'After.']);
  expect(pipe.opened()).toBe(1);
  await pipe.end();
});

test('a message that is posted again is shown once, in every chat', async () => {
  const room = await aTerminalRoom();
  const pipe = await openPipe(joinHome(room.home));
  for (const title of ['Once.', 'Once.', 'Last.']) await room.notice(title);
  await pipe.says('Last.');
  expect(pipe.titles()).toEqual(['Once.', 'Last.']);
  await pipe.end();
  await room.notice('Once.');
  expect(await whatIsMissed(room)).toBe('');
});

test.each([5, 6])('%i runs that ended while no chat was open', async (runs) => {
  const room = await aTerminalRoom();
  for (let at = 1; at <= runs; at++) await room.post(messageOf(aRun({ id: `run-${at}`, shortId: `0000${at}` })));
  await room.notice('A word.');
  const missed = await whatIsMissed(room);
  const titles = missed.split('\n').filter((line) => line.includes('churn · run 0000'));
  expect(titles.map((line) => line.trim())).toEqual(
    Array.from({ length: runs }, (_, at) => `churn · run 0000${at + 1}  Completed`),
  );
  expect(missed).toContain('While you were away:');
  expect(missed).toContain('A word.');
  expect(missed.includes('Look closer: runs')).toBe(runs > 5);
  expect(missed.includes('1 of 1 step')).toBe(runs <= 5);
  expect(await whatIsMissed(room)).toBe('');
});

test('of very many runs the newest are named', async () => {
  const room = await aTerminalRoom();
  for (let at = 1; at <= 25; at++) await room.post(messageOf(aRun({ id: `run-${at}`, shortId: `${1000 + at}` })));
  const lines = (await whatIsMissed(room)).split('\n').filter((line) => line.startsWith('  '));
  expect(lines).toHaveLength(21);
  expect(lines[0]).toBe('  … and 5 more before these');
  expect(lines.at(-1)).toBe('  churn · run 1025  Completed');
});

test('without a screen the own run is told as it ended, others are not waited for, and nothing is told again', async () => {
  const room = await aTerminalRoom();
  await room.post(messageOf(aRun({ status: 'Running' })));
  expect(await whatIsMissed(room)).toBe('');

  const pipe = await openPipe(joinHome(room.home));
  pipe.input.write('run p\n');
  await pipe.says('0 of 1 step');
  await room.notice('All is quiet.');
  await pipe.says('All is quiet.');
  room.letGo();
  const written = await pipe.end();
  const [title] = /^p · run \w+/.exec(written) ?? [];
  expect(pipe.titles()).toEqual([
    expect.stringMatching(/^p · run \w+ {2}(Queued|Starting|Running)$/),
    'All is quiet.',
    `${title}  Completed`,
  ]);
  await room.delivered();
  expect(await whatIsMissed(room)).toBe('');
});

test('while the store takes nothing the chat says so once, and shows the messages when it is back', async () => {
  const file = join(temporaryFolder(), 'pipehand.db');
  const open = () => openStoreAt<TerminalSchema>({ file }, terminalMigrations, systemClock);
  let store = await open();
  await store.close();
  let tries = 0;
  const desk: Desk = {
    isOwner: true,
    close: async () => {},
    ask(request, signal = new AbortController().signal) {
      if (request.kind !== 'feed') return silence();
      tries += 1;
      return feedEvents({ store, channel: 'ada', onPosted: () => () => {}, clock: systemClock, signal });
    },
  };
  const pipe = await openPipe(() => Promise.resolve(desk));
  await expect.poll(() => tries).toBeGreaterThan(2);
  store = await open();
  onTestFinished(() => store.close());
  const platform = createTerminalPlatform({ store, clock: systemClock, posted() {} });
  await platform.post(terminalChannel('ada'), { marker: 'm', card: aCard('Back.') });
  await pipe.says('Back.');
  expect(pipe.titles()).toEqual(['Messages do not come for now', 'While you were away:', 'Back.']);
  await pipe.end();
});

async function* silence() {}

test('a chat that is left waits until the desk has noted what was shown, but not for ever', async () => {
  const noted: string[] = [];
  const desk: Desk = {
    isOwner: true,
    async close() {
      noted.push('closed');
    },
    async *ask(request, signal = new AbortController().signal) {
      if (request.kind === 'feed') {
        yield { kind: 'message', id: 'm', card: aCard('Once.'), isFinal: true };
        yield { kind: 'caught-up' };
      }
      await once(signal, 'abort');
      if (request.kind === 'seen') noted.push(`gave up on ${request.ids}`);
    },
  };
  await startPipe(async () => desk).end();
  expect(noted).toEqual(['gave up on m', 'closed']);
});
