import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { showLive } from '../../src/delivery/outbox.ts';
import { noteComputeFailure } from '../../src/notifications/incidents.ts';
import type { Run } from '../../src/pipelines/types.ts';
import { channel, runRequest } from '../faults/rig.ts';
import { openVirtualWorld, type VirtualWorld } from '../faults/virtual-world.ts';
import { aRun, aStep } from '../support/a-run.ts';
import { longestTurn } from '../support/longest-turn.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const failure = { cause: 'no node', logTail: [], compute: { target: 'gpu', cause: 'no node' } };

/** A run of `id` that trouble with a machine ended at `endedAt`. */
function hurtRun(id: string, endedAt: number): Run {
  return { ...runOf(id, endedAt), status: 'Failed', steps: [aStep({ status: 'Failed', endedAt, failure })] };
}

/** A run of `id` as it is reported: over at `endedAt`, or going on. */
function runOf(id: string, endedAt?: number): Run {
  const { endedAt: _, ...run } = aRun({ id, shortId: id.toUpperCase(), status: 'Running', steps: [] });
  return endedAt === undefined ? run : { ...run, status: 'Completed', endedAt };
}

function told({ platform }: VirtualWorld): string[] {
  return platform.ledger.messages.flatMap(({ subject }) => subject ?? []).sort();
}

/** How many rows every table of the store has. */
async function rows({ store }: VirtualWorld): Promise<Readonly<Record<string, number>>> {
  const tables = ['inbox', 'outbox', 'watched_run', 'incident', 'mute', 'subscription', 'watch_cursor'] as const;
  const counted = tables.map(async (table) => [table, (await store.db.selectFrom(table).selectAll().execute()).length]);
  return Object.fromEntries(await Promise.all(counted));
}

test('G5: whoever subscribed before the first look at a service is told what ended since, and nothing older', async () => {
  const world = await openVirtualWorld({ limits: [], hearing: [channel('C1')], isServiceDown: true });
  const { clock, service, faults, delivery } = world;
  service.report(runOf('old', clock.now() - minute));
  service.report(runOf('going'));
  await world.clock.pass(minute);
  service.report(runOf('between', clock.now()));
  await world.clock.pass(minute);
  await delivery.notices.subscribe({ channel: channel('C2'), pipeline: '*', filters: {}, by: 'slack:T1/U1' });
  faults.service = () => undefined;
  await world.clock.pass(minute);
  expect(told(world)).toEqual(['run:between']);
  expect(world.platform.ledger.messages.map((message) => message.channel)).toEqual(['slack:T1/C1']);
  service.report(runOf('going', clock.now()));
  await world.clock.pass(minute);
  expect(told(world)).toEqual(['run:between', 'run:going', 'run:going']);
});

test('how many runs have not ended is told as soon as it changes', async () => {
  const world = await openVirtualWorld({ limits: [] });
  const { clock, service } = world;
  await world.clock.pass(10_000);
  for (const id of ['a', 'b', 'c']) service.report(runOf(id));
  await world.clock.pass(10_000);
  expect(await world.metric('pipehand_watched_runs{service="stand-in"}')).toBe(3);
  service.report(runOf('b', clock.now()));
  await world.clock.pass(10_000);
  expect(await world.metric('pipehand_watched_runs{service="stand-in"}')).toBe(2);
});

test('F13: a clock that runs years ahead for six hours makes nothing be forgotten that is not a day old', async () => {
  const world = await openVirtualWorld({ limits: [], hearing: [channel('C1')] });
  const { clock, service, platform } = world;
  service.report(runOf('ended', clock.now()));
  service.report(runOf('going'));
  await world.clock.pass(minute);
  service.report({ ...runOf('going'), status: 'Running' });
  const request = runRequest('k', 'C1', clock.now(), 'whoami');
  expect(await world.delivery.inbox.accept(request)).toBe('accepted');
  await world.clock.pass(minute);
  const before = await rows(world);
  const right = clock.now();
  clock.setWall(right + 3_650 * day);
  clock.freeze(6 * hour);
  await world.clock.pass(minute);
  clock.setWall(right + 6 * hour);
  clock.freeze(2 * hour);
  await world.clock.pass(minute);
  expect(await rows(world)).toEqual(before);
  expect(await world.delivery.inbox.accept(request)).toBe('duplicate');
  service.report(runOf('going', clock.now()));
  await world.clock.pass(minute);
  expect(platform.ledger.messages.filter(({ subject }) => subject === 'run:going')).toHaveLength(1);
});

test('G5: how a run of more than a month ends is shown, also where a look at it was refused long ago', async () => {
  const world = await openVirtualWorld({ limits: [] });
  const { clock, store, service, platform, faults } = world;
  await world.clock.pass(minute);
  service.report(runOf('going'));
  const places = [{ channel: channel('C1'), options: {} }];
  await store.transaction((tx) => showLive(tx, 'run:going', places, clock.now()));
  await world.clock.pass(minute);
  faults.platform = () => ({ status: 413, body: {} });
  service.report({ ...runOf('going'), steps: [aStep({ status: 'Running' })] });
  await world.clock.pass(minute);
  faults.platform = () => undefined;
  clock.freeze(31 * day);
  await world.clock.pass(minute);
  service.report(runOf('going', clock.now()));
  await world.clock.pass(minute);
  expect(platform.ledger.messages.map(({ looks }) => looks.at(-1)?.isFinal)).toEqual([true]);
  clock.freeze(2 * hour);
  await world.clock.pass(minute);
  expect(await rows(world)).toMatchObject({ outbox: 1 });
});

test('G14: runs, incidents, mutes and all that showed them are forgotten, and what is forgotten is no news', async () => {
  const world = await openVirtualWorld({ limits: [], hearing: [channel('C1')], latency: 1 });
  const { clock, store, service, delivery, platform } = world;
  await world.clock.pass(10_000);
  const empty = await rows(world);
  for (let at = 0; at < 600; at += 1) service.report(runOf(`r${at}`, clock.now()));
  service.report(hurtRun('hurt', clock.now()));
  service.report(runOf('lost'));
  await delivery.notices.mute(channel('C2'), { pipeline: '*', until: clock.now() + minute, by: 'slack:T1/U1' });
  await world.clock.pass(minute);
  expect(await rows(world)).toMatchObject({ outbox: 602, watched_run: 602, incident: 1, mute: 1 });
  clock.freeze(91 * day);
  await world.clock.pass(minute);
  expect(await rows(world)).toEqual(empty);
  const shown = platform.ledger.messages.length;
  service.report(runOf('r1', clock.now() - 91 * day));
  service.report(runOf('new', clock.now()));
  await world.clock.pass(minute);
  expect(told(world)).toHaveLength(shown + 1);
  await store.transaction(async (tx) => {
    const event = {
      kind: 'compute-failed',
      run: runOf('new'),
      step: 'train',
      target: 'gpu',
      cause: 'no node',
    } as const;
    expect(await noteComputeFailure(tx, event, clock.now())).toMatchObject({ isNew: true });
  });
});

test('trouble with a machine is over half an hour after it was last met, and its messages say so', async () => {
  const world = await openVirtualWorld({ limits: [], hearing: [channel('C1')] });
  const { clock, service, platform } = world;
  const shown = () =>
    platform.ledger.messages.flatMap(({ subject, looks }) =>
      subject?.startsWith('incident:') ? [looks.map(({ words, isFinal }) => [words, isFinal])] : [],
    );
  await clock.pass(10_000);
  service.report(hurtRun('a', clock.now()));
  clock.freeze(5 * minute);
  service.report(hurtRun('b', clock.now()));
  clock.freeze(29 * minute);
  await clock.pass(10_000);
  const [going] = shown();
  expect(going?.at(-1)).toEqual(['Compute failed', false]);
  clock.freeze(minute);
  await clock.pass(10_000);
  const over = [...(going ?? []), ['Over, lasted 5 min', true]];
  expect(shown()).toEqual([over]);
  clock.freeze(hour);
  await clock.pass(10_000);
  expect(shown()).toEqual([over]);
});

test('trouble with a machine that is heard of when it is over is told of once, as over', async () => {
  const world = await openVirtualWorld({ limits: [], hearing: [channel('C1')] });
  const { clock, service, platform, faults } = world;
  await clock.pass(10_000);
  faults.service = () => 'down';
  service.report(hurtRun('a', clock.now()));
  service.report(hurtRun('b', clock.now() + minute));
  clock.freeze(hour);
  await clock.pass(10_000);
  faults.service = () => undefined;
  await clock.pass(10_000);
  const incidents = platform.ledger.messages.filter(({ subject }) => subject?.startsWith('incident:'));
  expect(incidents.map(({ looks }) => looks.map(({ words }) => words))).toEqual([['Over, lasted 1 min']]);
});

test('G13: a report that nobody can take in is tried twelve times, told of under a reference, and left behind', async () => {
  const lines: string[] = [];
  const world = await openVirtualWorld({
    limits: [],
    hearing: [channel('C1')],
    logged: (line) => void lines.push(line),
  });
  const { clock, store, service, delivery } = world;
  const errors = () => lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 50);
  await clock.pass(10_000);
  const { status: _, ...broken } = runOf('broken');
  service.report(runOf('before', clock.now()));
  service.report(broken as Run);
  await clock.pass(10_000);
  const wanted = () => store.db.selectFrom('outbox').select(['subject', 'wanted']).execute();
  const early = await wanted();
  expect(early).toMatchObject([{ subject: 'run:before' }]);
  for (let at = 0; at < 200; at += 1) service.report(runOf(`after${at}`, clock.now()));
  // Each answer wakes the watcher, which uses up no try.
  for (let at = 0; at < 20; at += 1) {
    await delivery.inbox.accept(runRequest(`k${at}`, 'C2', clock.now(), 'whoami'));
    await clock.pass(500);
  }
  expect(errors()).toEqual([]);
  await clock.pass(minute);
  const given = [{ run: 'broken', reference: expect.stringMatching(/^[0-9a-f]{8}$/) }];
  expect(errors()).toMatchObject(given);
  expect(await wanted()).toEqual(expect.arrayContaining(early));
  expect(told(world)).toHaveLength(201);
  service.report(runOf('broken', clock.now()));
  await clock.pass(minute);
  expect(told(world)).toContain('run:broken');
  expect(errors()).toHaveLength(1);
});

test('G13: a report that nobody can take in keeps back nothing that changed after it, however much that is', async () => {
  const world = await openVirtualWorld({ limits: [], hearing: [channel('C1')] });
  const { clock, service } = world;
  await clock.pass(10_000);
  const { status: _, ...broken } = runOf('broken');
  service.report(broken as Run);
  for (let at = 0; at < 350; at += 1) service.report(runOf(`after${at}`, clock.now()));
  await clock.pass(10_000);
  expect(await rows(world)).toMatchObject({ watched_run: 350, outbox: 350 });
});

test('what keeps back a look is told as what it is: the service, or the store', async () => {
  const words: string[] = [];
  const logged = (line: string) => void words.push(JSON.parse(line).msg);
  const { clock, store, faults } = await openVirtualWorld({ limits: [], logged });
  await clock.pass(10_000);
  faults.service = () => 'down';
  await clock.pass(10_000);
  expect(new Set(words)).toEqual(new Set(['the service could not be asked what changed']));
  faults.service = () => undefined;
  await clock.pass(10_000);
  words.length = 0;
  await sql`alter table watch_cursor rename to lost`.execute(store.db);
  await clock.pass(10_000);
  expect(new Set(words)).toEqual(new Set(['what changed could not be taken in']));
});

test('G5: what thousands of runs did before the first look, and while nobody could look, is told in order, and holds up nothing', async () => {
  const world = await openVirtualWorld({ limits: [], hearing: [channel('C1')], isServiceDown: true, latency: 1 });
  const { clock, service, faults, platform } = world;
  const ended: string[] = [];
  const turns: number[] = [];
  for (const phase of ['a', 'b']) {
    faults.service = () => 'down';
    await clock.pass(10_000);
    for (let at = 0; at < 2_000; at += 1) {
      const id = `${phase}${String(at).padStart(4, '0')}`;
      service.report(runOf(id, at % 10 === 0 ? clock.now() : undefined));
      if (at % 10 === 0) ended.push(`run:${id}`);
    }
    faults.service = () => undefined;
    turns.push(await longestTurn(() => clock.pass(minute)));
  }
  expect(platform.ledger.messages.map(({ subject }) => subject)).toEqual(ended);
  expect(await rows(world)).toMatchObject({ watched_run: 4_000 });
  expect(Math.max(...turns)).toBeLessThan(200);
});
