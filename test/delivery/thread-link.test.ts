import { expect, test } from 'vitest';
import type { Incoming } from '../../src/chat/platform.ts';
import { brokenOnPlatform } from '../faults/oracles.ts';
import { runRequest } from '../faults/rig.ts';
import type { Answer, Message, PlatformRequest } from '../faults/stand-in-platform.ts';
import { openVirtualWorld, type VirtualWorld } from '../faults/virtual-world.ts';

const minute = 60_000;

/** A line that somebody says in the thread of the message `t1`. */
function inThread(text: string, changes: Partial<Incoming> = {}): Incoming {
  const said = runRequest('said', 'C1', 1, text);
  return { ...said, channel: { ...said.channel, thread: 't1' }, surface: 'thread', ...changes };
}

/** The messages of a world in which this line is said while these faults happen, some minutes later. */
async function shownAfter(
  line: Incoming,
  fault: (request: PlatformRequest, world: VirtualWorld) => Answer | 'down' | undefined = () => undefined,
): Promise<{ messages: readonly Message[]; world: VirtualWorld }> {
  const world = await openVirtualWorld({ limits: [], stateLasts: 1_000 });
  const { clock, delivery, platform } = world;
  world.faults.platform = (request) => fault(request, world);
  await delivery.inbox.accept(line);
  await clock.pass(10 * minute);
  expect(brokenOnPlatform(platform.ledger, 0)).toEqual([]);
  return { messages: platform.ledger.messages, world };
}

function inThreadOf(messages: readonly Message[]): readonly Message[] {
  return messages.filter(({ thread }) => thread === 't1');
}

/** Posts the message that shows the run. */
function isRoot(request: PlatformRequest): boolean {
  return request.method === 'post' && request.message.subject !== undefined;
}

const words = expect.stringMatching(/^p · run \w+$/);

test('a run asked for in a thread is shown in the channel, and the thread gets one link to that message', async () => {
  const { messages } = await shownAfter(inThread('run p'));
  const [root, link, ...others] = messages;
  expect([root?.thread, root?.subject, others]).toEqual([undefined, expect.stringMatching(/^run:/), []]);
  expect(link).toMatchObject({ thread: 't1', looks: [{ title: words, leadsTo: `https://chat.example/${root?.id}` }] });
});

test.each([
  ['in the channel', { ...inThread('run p'), channel: runRequest('said', 'C1', 1).channel }],
  ['in a post that begins a thread', inThread('run p', { surface: 'mention' })],
  ['by a script, which wants no messages', inThread('run p', { wantsMessages: false })],
])('a run asked for %s is followed by no link', async (_, line) => {
  const { messages, world } = await shownAfter(line);
  expect([inThreadOf(messages), world.platform.ledger.requests.link]).toEqual([[], 0]);
  expect(world.service.ledger.runs.size).toBe(1);
});

test('while the message of the run cannot be posted the link waits, and both are there once it can', async () => {
  let until: number | undefined;
  const { messages } = await shownAfter(inThread('run p'), (request, { clock }) => {
    until ??= clock.elapsed() + 2 * minute;
    return isRoot(request) && clock.elapsed() < until ? { status: 503, body: {} } : undefined;
  });
  expect(messages.map(({ thread }) => thread)).toEqual([undefined, 't1']);
  expect(inThreadOf(messages)[0]?.looks[0]?.leadsTo).toBe(`https://chat.example/${messages[0]?.id}`);
});

test('where the message of the run is never posted, or has no address, the thread is told in words', async () => {
  const refused = { status: 413, body: {} };
  const unposted = await shownAfter(inThread('run p'), (request) => (isRoot(request) ? refused : undefined));
  expect(unposted.messages).toMatchObject([{ thread: 't1', looks: [{ title: words }] }]);
  const gone = await shownAfter(inThread('run p'), ({ method }) => (method === 'link' ? { ...refused } : undefined));
  for (const { messages } of [unposted, gone]) expect(inThreadOf(messages)[0]?.looks[0]).not.toHaveProperty('leadsTo');
  expect(gone.world.platform.ledger.messages).toHaveLength(2);
});

test('an address that is told late is waited for, and after a few tries no more', async () => {
  for (const [failures, leadsTo] of [[2, expect.any(String)] as const, [9, undefined] as const]) {
    let asked = 0;
    const { messages } = await shownAfter(inThread('run p'), ({ method }) => {
      if (method !== 'link') return undefined;
      asked += 1;
      return asked <= failures ? { status: 503, body: {} } : undefined;
    });
    expect(inThreadOf(messages).map(({ looks }) => looks.map((look) => look.leadsTo))).toEqual([[leadsTo]]);
  }
});

test('the link is not doubled where the answer to its post is lost, nor where the line is delivered again', async () => {
  let lost = 0;
  const line = inThread('run p');
  const { messages } = await shownAfter(line, (request, { platform, delivery, clock }) => {
    if (request.method !== 'post' || request.channel.thread === undefined || lost > 0) return undefined;
    lost += 1;
    platform.commit(request);
    void clock.wait(1).then(() => delivery.inbox.accept(line));
    return { status: 500, body: {} };
  });
  expect([lost, inThreadOf(messages).length]).toEqual([1, 1]);
});
