import { userInfo } from 'node:os';
import { expect, test } from 'vitest';
import { cardLines } from '../../src/cards/plain-text.ts';
import type { DeskMessage, FeedEvent } from '../../src/chat/terminal/desk.ts';
import { readDeskAddress } from '../../src/chat/terminal/desk-address.ts';
import { remoteDesk } from '../../src/chat/terminal/remote-desk.ts';
import { terminalStyle } from '../../src/chat/terminal/terminal-style.ts';
import { installationWith } from '../support/installation.ts';
import { personAt } from '../support/person.ts';
import { type Installation, startServer } from '../support/pipehand.ts';

const pipelines = {
  'ok.yml': 'command: echo fine\n',
  'broken.yml': 'command: echo "no label column" >&2; exit 3\n',
  'noisy.yml': 'command: exit 1\n',
};

/** What the feed of the person tells, from what no chat has shown on. */
async function* feed(at: Installation): AsyncGenerator<FeedEvent> {
  const address = readDeskAddress(at.home);
  if (!address) throw new Error('there is no server');
  const stop = new AbortController();
  try {
    const request = { kind: 'feed', channel: userInfo().username } as const;
    for await (const event of remoteDesk(address).ask(request, stop.signal)) {
      if (event.kind === 'message' || event.kind === 'caught-up') yield event;
    }
  } finally {
    stop.abort();
  }
}

/** Waits for the message that `isMeant` picks. */
async function message(at: Installation, isMeant: (message: DeskMessage) => boolean): Promise<DeskMessage> {
  for await (const event of feed(at)) if (event.kind === 'message' && isMeant(event)) return event;
  throw new Error('the feed ended');
}

/** What all messages are about that no chat has shown. */
async function subjectsMissed(at: Installation): Promise<(string | undefined)[]> {
  const subjects: (string | undefined)[] = [];
  for await (const event of feed(at)) {
    if (event.kind === 'caught-up') break;
    subjects.push(event.subject);
  }
  return subjects;
}

const textOf = ({ card }: DeskMessage) =>
  cardLines(card, terminalStyle({ colour: false, columns: 100, now: Date.now() })).join('\n');

test('a channel hears of what it subscribed to, also of what happened while nobody watched, and of nothing else', async () => {
  const at = installationWith(() => pipelines);
  let server = await startServer(at);
  const ada = personAt(at);
  await ada.say('subscribed', 'subscribe broken on=failed');
  await ada.say('subscribed', 'subscribe noisy');
  await ada.sayToEnd('run ok');
  const before = await ada.sayToEnd('run broken');
  const heard = await message(at, ({ subject, isFinal }) => isFinal && subject === `run:${before.id}`);
  expect(textOf(heard)).toContain('no label column');

  const { run: during } = await ada.say('run', 'run broken');
  await server.crash();
  server = await startServer(at);
  const after = await message(at, ({ subject, isFinal }) => isFinal && subject === `run:${during.id}`);
  expect(textOf(after)).toContain(`run ${during.shortId} failed`);

  await ada.say('done', 'mute noisy');
  await ada.sayToEnd('run noisy');
  const later = await ada.sayToEnd('run broken');
  await message(at, ({ subject, isFinal }) => isFinal && subject === `run:${later.id}`);
  await ada.say('done', 'unmute noisy');
  const last = await ada.sayToEnd('run noisy');
  await message(at, ({ subject, isFinal }) => isFinal && subject === `run:${last.id}`);
  expect(await subjectsMissed(at)).toEqual([before, during, later, last].map(({ id }) => `run:${id}`));
  expect(await server.stop()).toBe(0);
});

test('doctor says whether messages get to every subscribed channel, and posts a try when it is told to', async () => {
  const at = installationWith(() => pipelines);
  const server = await startServer(at);
  const ada = personAt(at);
  await ada.say('subscribed', 'subscribe *');
  const { checks } = await ada.say('checks', 'doctor');
  const channel = `channel terminal:local/${userInfo().username}`;
  expect(checks.find(({ name }) => name === channel)).toMatchObject({ state: 'ok' });
  expect(checks.find(({ name }) => name === 'deliveries')).toMatchObject({ state: 'ok' });

  expect(await personAt(at, 'bob').say('problem', 'doctor --post')).toMatchObject({ code: 'forbidden' });
  await ada.say('done', 'doctor --post');
  expect(textOf(await message(at, ({ subject }) => subject === undefined))).toContain('A try of Pipehand');

  const metrics = async () => (await fetch(`${server.url}/metrics`)).text();
  expect(await metrics()).toMatch(/pipehand_commands_total\{verb="doctor",result="denied"\} 1/);
  // It counts as shown once that is noted, which is after people see it.
  await expect.poll(metrics).toMatch(/pipehand_deliveries_total\{[^}]*result="shown"\} [1-9]/);
});
