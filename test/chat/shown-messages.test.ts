import { expect, test } from 'vitest';
import type { DeskMessage } from '../../src/chat/terminal/desk.ts';
import { createShownMessages } from '../../src/chat/terminal/shown-messages.ts';
import { aCard } from './a-terminal-room.ts';

/** A chat that notes what it prints, follows and acknowledges, in this order. */
function aChat() {
  const notes: string[] = [];
  const messages = createShownMessages(
    {
      print: (cards) => notes.push(...cards.map(({ title }) => title)),
      follow: (runId) => notes.push(`follows ${runId}`),
    },
    (ids) => notes.push(`acknowledges ${ids}`),
  );
  return { ...messages, noted: () => notes.splice(0) };
}

/** A message about the run `1`. */
function aboutRun(title: string, isFinal: boolean): DeskMessage {
  return { kind: 'message', id: 'm', subject: 'run:1', card: aCard(title), isFinal };
}

/** A message about something else that goes on. */
function aboutDisk(title: string, isFinal: boolean): DeskMessage {
  return { kind: 'message', id: 'm', subject: 'incident:1', card: aCard(title), isFinal };
}

test('the end of a run is not printed a second time, whether its message comes before or after', () => {
  for (const isEarly of [true, false]) {
    const chat = aChat();
    chat.take(aboutRun('running', false));
    expect(chat.noted()).toEqual(['follows 1']);
    expect(chat.begins('1')).toBe(false);
    if (isEarly) chat.take(aboutRun('ended', true));
    expect(chat.noted()).toEqual([]);
    chat.ended('1', true);
    expect(chat.noted()).toEqual(['acknowledges m']);
    chat.take(aboutRun('still running', false));
    chat.take(aboutRun('ended', true));
    expect(chat.noted()).toEqual(['acknowledges m', 'acknowledges m']);
    expect(chat.begins('1')).toBe(false);
  }
});

test('a run that a line is about is followed once, and an answer that tells its end is enough', () => {
  const chat = aChat();
  expect(chat.begins('1')).toBe(true);
  chat.take(aboutRun('running', false));
  expect(chat.noted()).toEqual([]);
  chat.ended('1', true);
  expect(chat.noted()).toEqual(['acknowledges m']);

  const other = aChat();
  other.printed('1');
  other.take(aboutRun('ended', true));
  expect(other.noted()).toEqual(['acknowledges m']);
});

test('when a run could not be followed to its end, its message tells the end', () => {
  const chat = aChat();
  chat.take(aboutRun('running', false));
  chat.ended('1', false);
  expect(chat.noted()).toEqual(['follows 1']);
  chat.take(aboutRun('running', false));
  chat.take(aboutRun('ended', true));
  expect(chat.noted()).toEqual(['follows 1']);
  chat.ended('1', false);
  expect(chat.noted()).toEqual(['ended', 'acknowledges m']);
  chat.take(aboutRun('ended', true));
  expect(chat.noted()).toEqual(['acknowledges m']);
});

test('what else goes on is told when it begins and as it stands in the end, and only that is acknowledged', () => {
  const chat = aChat();
  chat.take(aboutDisk('1 run is hurt', false));
  chat.take(aboutDisk('2 runs are hurt', false));
  expect(chat.noted()).toEqual(['1 run is hurt']);
  chat.take(aboutDisk('3 runs are hurt', true));
  chat.take(aboutDisk('3 runs are hurt', true));
  expect(chat.noted()).toEqual(['3 runs are hurt', 'acknowledges m', 'acknowledges m']);

  const other = aChat();
  other.take(aboutDisk('1 run is hurt', false));
  other.take(aboutDisk('1 run is hurt', true));
  expect(other.noted()).toEqual(['1 run is hurt', 'acknowledges m']);
});

test('what was missed is shown when all of it is there, under its heading', () => {
  const chat = aChat();
  chat.opened();
  chat.take(aboutRun('ended', true));
  expect(chat.noted()).toEqual([]);
  chat.take({ kind: 'caught-up' });
  expect(chat.noted()).toEqual(['While you were away:', 'ended', 'acknowledges m']);
  chat.opened();
  chat.take({ kind: 'caught-up' });
  expect(chat.noted()).toEqual([]);
});
