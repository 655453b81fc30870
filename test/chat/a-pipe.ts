import { PassThrough } from 'node:stream';
import { expect } from 'vitest';
import { chatWithoutScreen } from '../../src/chat/terminal/chat-without-screen.ts';
import type { FeedAccess } from '../../src/chat/terminal/feed.ts';
import { systemClock } from '../../src/clock.ts';
import type { TerminalRoom } from './a-terminal-room.ts';
import { joinHome } from './join-home.ts';

/** Opens ada's chat without a screen; it has told what was missed, and waits for lines. */
export async function openPipe(join: FeedAccess['join']) {
  const pipe = startPipe(join);
  await expect.poll(() => pipe.input.readableFlowing).toBe(true);
  return pipe;
}

/** Opens ada's chat without a screen, with the desk that `join` finds. */
export function startPipe(join: FeedAccess['join']) {
  const input = new PassThrough();
  let written = '';
  let opened = 0;
  const ended = chatWithoutScreen({
    async open() {
      opened += 1;
      const desk = await join();
      if (!desk) throw new Error('no server is there');
      return desk;
    },
    input,
    out: (text) => {
      written += text;
    },
    greeting: async () => [],
    feed: { user: 'ada', join, clock: systemClock },
    now: Date.now,
  });
  return {
    input,
    says: (words: string) => expect.poll(() => written, { timeout: 10_000 }).toContain(words),
    written: () => written,
    titles: () => written.split('\n').filter((line, at, all) => line !== '' && (at === 0 || all[at - 1] === '')),
    opened: () => opened,
    async end() {
      input.end();
      await ended;
      return written;
    },
  };
}

/** What a new chat tells that nobody says anything in. */
export function whatIsMissed({ home }: TerminalRoom): Promise<string> {
  return startPipe(joinHome(home)).end();
}
