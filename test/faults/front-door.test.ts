import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { amount, proving } from '../support/generated.ts';
import { shownIn, whisperedTo } from '../support/in-slack.ts';
import { linesIn, soon } from '../support/installation.ts';
import { parseAnswer, printRequest, type RawRequest, readToEnd, send } from '../web/raw-client.ts';
import { countFired } from './fired.ts';
import { aFrontDoor, type FrontDoor, memoryOf, openConnection, signed, slashForm } from './front-door.ts';
import { longTest } from './seeded.ts';

/** A byte every half second is no end of a request, nor silence. */
const dripEvery = 500;

/** Fewer than one channel may say in a minute. */
const commandsOfChannel = 20;

/** Begins a request whose headers, or whose body, never end, and drips bytes into it until it is cut; answers its status. */
async function drip({ port }: FrontDoor, slow: 'headers' | 'body'): Promise<number> {
  const socket = connect(port, '127.0.0.1');
  const cut = readToEnd(socket);
  const headers = [['Content-Length', '1000']] as const;
  const whole = printRequest(port, { method: 'POST', target: '/slack/events', headers });
  socket.write(slow === 'body' ? whole : `${whole.subarray(0, -4)}\r\nX-Slow: `);
  const dripping = setInterval(() => socket.writable && socket.write('x'), dripEvery);
  const { status } = parseAnswer(await cut);
  clearInterval(dripping);
  return status;
}

/** Sends the request, and leaves with the first piece of an answer; answers its status. */
async function statusOf({ port }: FrontDoor, request: RawRequest): Promise<number> {
  const socket: Socket = connect(port, '127.0.0.1');
  socket.write(printRequest(port, request));
  const [piece]: Buffer[] = await once(socket, 'data');
  // What is still under way to the server may break the connection.
  socket.on('error', () => {}).destroy();
  return parseAnswer(piece ?? Buffer.alloc(0)).status;
}

test('F8: who sends too slowly is cut, and keeps nobody waiting who does not', longTest, async () => {
  const fired = countFired('F8');
  const door = await aFrontDoor({ channels: 200 });
  const ada = door.slack.asUser('U1');
  await ada.slash('C0', '/pipeline', 'list');
  let goesOn = true;
  const slow = Array.from({ length: proving ? 2_000 : 200 }, async (_, number) => {
    await delay(number);
    const status = await drip(door, number % 2 === 0 ? 'headers' : 'body');
    // A server that closes while a byte is under way to it breaks the connection, and the answer is lost.
    expect([408, 0]).toContain(status);
    fired('F8');
  });
  const began = performance.now();
  const cut = Promise.all(slow).finally(() => {
    goesOn = false;
  });
  const times: number[] = [];
  while (goesOn) {
    const typedAt = performance.now();
    const { status, body } = await ada.slash(`C${Math.floor(times.length / commandsOfChannel)}`, '/pipeline', 'list');
    times.push(performance.now() - typedAt);
    expect([status, body]).toEqual([200, '']);
    await delay(20);
  }
  await cut;
  // Five seconds, and whatever a busy machine takes to notice.
  expect(performance.now() - began).toBeLessThan(30_000);
  const late = times.toSorted((one, other) => one - other)[Math.ceil(times.length * 0.99) - 1];
  // As long as Slack waits.
  expect(late).toBeLessThan(3_000);
  expect(fired.tell(`slow senders: ${times.length} commands, p99 ${Math.round(late ?? 0)} ms`)).toEqual([]);
});

/** Node lets its heap grow far beyond what is in use where it may: here what grows is in use. */
const smallHeap = '--max-old-space-size=96 --max-semi-space-size=4';

test('F9: what no Slack sends is refused, costs no memory and does nothing', longTest, async () => {
  const fired = countFired('F9');
  const door = await aFrontDoor({ channels: 3 }, smallHeap);
  const command = () => slashForm('C1', 'run note text=acted').body;
  const claiming = (length: number): RawRequest => {
    const request = signed(door, command());
    return { ...request, headers: [...(request.headers ?? []), ['Content-Length', String(length)]] };
  };
  const inChunks = (chunks: number): RawRequest => {
    const request = signed(door, command());
    const body = `${'2000\r\n'}${'x'.repeat(0x2000)}\r\n`.repeat(chunks);
    return { ...request, headers: [...(request.headers ?? []), ['Transfer-Encoding', 'chunked']], body };
  };
  const bad: readonly (readonly [name: string, status: number, request: () => RawRequest])[] = [
    ['a body of 1 GB', 413, () => claiming(1e9)],
    ['a body without end', 413, () => inChunks(100)],
    ['nothing', 400, () => signed(door, '')],
    ['bytes that are no UTF-8', 400, () => signed(door, Buffer.from(command().replace('acted', 'act\xff'), 'latin1'))],
    ['escapes that are no UTF-8', 400, () => signed(door, command().replace('acted', 'act%FF'))],
    ['a field twice', 400, () => signed(door, `${command()}&text=list`)],
    ['a command of 100 KB', 200, () => signed(door, slashForm('C1', `run note text=${'x'.repeat(100_000)}`).body)],
  ];
  async function sendAll(rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round += 1) {
      const statuses = await Promise.all(bad.map(async ([name, , request]) => [name, await statusOf(door, request())]));
      expect(statuses).toEqual(bad.map(([name, status]) => [name, status]));
      for (const _ of bad) fired('F9');
    }
  }
  const rounds = Math.ceil(amount(10_000) / bad.length);
  await sendAll(rounds);
  const before = memoryOf(door);
  await sendAll(rounds);
  const after = memoryOf(door);
  expect(after - before).toBeLessThan(20);
  await expect.poll(() => whisperedTo(door.slack, 'U1', 'C1')[0], soon).toContain('Send a shorter line.');
  expect(shownIn(door.slack, 'C1')).toEqual([]);

  await send(door.port, signed(door, slashForm('C2', 'run note text=after').body));
  await expect.poll(() => shownIn(door.slack, 'C2'), soon).toEqual([expect.stringContaining('Completed')]);
  expect(linesIn(door.at, 'notes')).toEqual(['noted after']);
  expect(fired.tell('what no Slack sends')).toEqual([]);
});

/** Commands that come at once, and how often they do; every eighth is from one of the channels that Pipehand knows. */
const burst = proving ? { times: 2, commands: 2_500, channels: 200 } : { times: 1, commands: 400, channels: 50 };

test(
  'F10: of far too many commands those that are taken end once, and the others hear at once that it is busy',
  longTest,
  async () => {
    const fired = countFired('F10');
    const door = await aFrontDoor({ channels: burst.channels }, smallHeap);
    const { slack, port } = door;
    const known = Array.from({ length: burst.channels }, (_, number) => `C${number}`);
    const taken = new Map<string, string>();

    async function say(channel: string, socket: Socket) {
      const { body, key } = slashForm(channel, 'list');
      const ended = readToEnd(socket);
      socket.write(printRequest(port, signed(door, body)));
      const { status, headers, body: words } = parseAnswer(await ended);
      if (status === 200 && words.length === 0) taken.set(key, channel);
      return { status, words: words.toString(), retryAfter: headers.get('retry-after') };
    }

    /** Says it all at once, over connections that are there already, and sees that the process answers meanwhile. */
    async function sayMany(channels: readonly string[]) {
      const sockets = await Promise.all(
        channels.map((channel) => openConnection(door).then((socket) => [channel, socket] as const)),
      );
      // It finds them all there at the same moment, however long it takes to write them.
      process.kill(door.pid, 'SIGSTOP');
      const saying = sockets.map(([channel, socket]) => say(channel, socket));
      process.kill(door.pid, 'SIGCONT');
      const health = await Promise.all(['/livez', '/readyz'].map((target) => send(port, { target })));
      expect(health.map(({ status }) => status)).toEqual([200, 200]);
      return Promise.all(saying);
    }

    // So few at a time are no burst, also on a busy machine.
    for (let at = 0; at < known.length; at += 10) await sayMany(known.slice(at, at + 10));
    expect(taken.size).toBe(known.length);
    // Who types elsewhere has a place until Slack says what that is: for as long as people may be let wait.
    slack.addChannel('CSLOW');
    slack.fail('conversations.info', { kind: 'hang' }, { channel: 'CSLOW', times: Number.POSITIVE_INFINITY });
    const before = memoryOf(door);
    const answers = [];
    for (let time = 0; time < burst.times; time += 1) {
      const places = Array.from({ length: burst.commands }, (_, at) =>
        at % 8 === 0 ? known[(at / 8) % known.length] : undefined,
      );
      answers.push(...(await sayMany(places.map((place = 'CSLOW') => place))));
    }
    expect(memoryOf(door) - before).toBeLessThan(100);

    const shed = answers.filter(({ status }) => status === 503);
    for (const { words, retryAfter } of shed) {
      expect([words, retryAfter]).toEqual([expect.stringContaining('busy'), '1']);
      fired('F10');
    }
    const told = answers.filter(({ status, words }) => status === 200 && words !== '');
    for (const { words } of told) expect(words).toContain('Nothing was run');
    expect(shed.length + told.length + taken.size).toBe(answers.length + known.length);

    const shown = () => slack.ledger.ephemerals.map(({ channel }) => channel).toSorted();
    await expect.poll(shown, { timeout: proving ? 600_000 : 30_000 }).toEqual([...taken.values()].toSorted());
    await door.server.crash();
    const kept = new DatabaseSync(join(door.at.home, 'pipehand.db')).prepare('select key, state from inbox').all();
    const ended = [...taken.keys()].map((key) => ({ key, state: 'done' }));
    expect(kept.map((row) => ({ ...row })).toSorted(byKey)).toEqual(ended.toSorted(byKey));
    const words = `a burst of ${answers.length} commands: ${taken.size - known.length} taken, ${told.length} not run`;
    expect(fired.tell(words)).toEqual([]);
  },
);

function byKey(one: Record<string, unknown>, other: Record<string, unknown>): number {
  return String(one.key) < String(other.key) ? -1 : 1;
}
