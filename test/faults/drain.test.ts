import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { standardLease, standForLeadership } from '../../src/delivery/leadership.ts';
import { createLog } from '../../src/log.ts';
import { aSlack } from '../fakes/slack/a-slack.ts';
import { inSlack, startInSlack } from '../support/in-slack.ts';
import { installationWith, soon } from '../support/installation.ts';
import { note } from '../support/small-pipelines.ts';
import { channel, runRequest } from './rig.ts';
import { longTest } from './seeded.ts';
import { openVirtualWorld, type VirtualWorld } from './virtual-world.ts';

const log = createLog({ level: 'silent', to: { write: () => {} }, secrets: [] });

/** Requests that wait in a loaded world, two in each channel: of more channels than are served at the same time. */
const requests = 80;

/** A world in which whatever is asked of anybody takes so many milliseconds, with eight cards due in one channel. */
async function loaded(latency: number): Promise<VirtualWorld> {
  const world = await openVirtualWorld({ limits: [], latency });
  const { delivery, clock, platform } = world;
  for (let at = 0; at < 8; at += 1)
    await delivery.say(`said:${at}`, channel('C1'), { title: `said ${at}`, elements: [] });
  const incoming = Array.from({ length: requests }, (_, at) => runRequest(`k${at}`, `C${at % (requests / 2)}`, at));
  await Promise.all(incoming.map(delivery.inbox.accept));
  await clock.pass(1_000);
  expect(platform.ledger.messages).toEqual([]);
  return world;
}

/** How many virtual milliseconds it takes to close; `most` are the milliseconds after which what hangs is cut off. */
async function closing({ clock, delivery }: VirtualWorld, most: number): Promise<number> {
  const began = clock.elapsed();
  let took: number | undefined;
  const closed = delivery.close(clock.wait(most)).then(() => {
    took = clock.elapsed() - began;
  });
  await clock.runUntil(() => took !== undefined, 200_000);
  await closed;
  return took ?? Number.NaN;
}

/** Lets time pass, also where nobody waits for anything any more. */
async function pass({ clock }: VirtualWorld, ms: number): Promise<void> {
  let isOver = false;
  void clock.wait(ms).then(() => {
    isOver = true;
  });
  await clock.runUntil(() => isOver, ms);
}

/** Another process leads at once, and the leader of before no longer does. */
async function expectSuccessor({ clock, delivery, store }: VirtualWorld): Promise<void> {
  expect(delivery.leadership.fence()).toBeUndefined();
  expect(await store.db.selectFrom('lease').select('owner').execute()).toEqual([{ owner: '' }]);
  const shared = { ...store, isShared: true };
  const next = await standForLeadership({ store: shared, clock, log, times: standardLease, began() {} });
  expect(next.fence()).toBe(2);
  let isOver = false;
  void next.close().then(() => {
    isOver = true;
  });
  await clock.runUntil(() => isOver, standardLease.lease);
}

test('G11: what was begun ends and nothing new begins, however much waits for a slow platform and a slow service', async () => {
  const world = await loaded(9_500);
  // A request asks the service twice.
  expect(await closing(world, 1_000_000)).toBeLessThanOrEqual(2 * 9_500);
  expect(world.platform.ledger.messages).toHaveLength(1);
  expect(world.service.ledger.runs.size).toBe(32);
  await expectSuccessor(world);
});

test('G11: what hangs is cut off, can write nothing any more, and is there for whoever leads next', async () => {
  const world = await loaded(90_000);
  expect(await closing(world, 20_000)).toBe(20_000);
  await expectSuccessor(world);
  await pass(world, 180_000);
  expect(world.platform.ledger.messages).toHaveLength(1);
  const waiting = world.store.db.selectFrom('outbox').select('slot').where('dueAt', 'is not', null);
  expect(await waiting.execute()).toHaveLength(8);
  const open = world.store.db.selectFrom('inbox').select('key').where('endedAt', 'is', null);
  expect(await open.execute()).toHaveLength(requests);
});

test(
  'G11: the process says that it takes nothing new and exits with 0 within 25 seconds while Slack hangs',
  longTest,
  async () => {
    const slack = await aSlack();
    slack.addChannel('C1');
    const inside = inSlack(installationWith(note), slack, 'http');
    const at = { ...inside, settings: { ...inside.settings, HOST: '0.0.0.0' } };
    const server = await startInSlack(at, slack);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    let hanging = 0;
    const when = () => ++hanging > 0;
    slack.fail('chat.postMessage', { kind: 'hang' }, { times: Number.POSITIVE_INFINITY, when });
    const ada = slack.asUser('U1', { name: 'ada' });
    for (const text of ['a', 'b', 'c']) await ada.slash('C1', '/pipeline', `run note text=${text}`);
    await expect.poll(() => hanging, soon).toBe(1);
    const began = performance.now();
    process.kill(server.pid, 'SIGTERM');
    await expect.poll(async () => (await fetch(`${server.url}/readyz`)).status, soon).toBe(503);
    expect((await server.ended).code).toBe(0);
    expect(performance.now() - began).toBeLessThan(25_000);
    expect(hanging).toBe(1);
    const database = new DatabaseSync(join(at.home, 'pipehand.db'), { readOnly: true });
    expect(database.prepare('select owner from lease').all()).toEqual([{ owner: '' }]);
    database.close();
  },
);
