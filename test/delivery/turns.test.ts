import { expect, test } from 'vitest';
import { everyPipeline } from '../../src/notifications/subscriptions.ts';
import type { Run } from '../../src/pipelines/types.ts';
import { channel } from '../faults/rig.ts';
import { openVirtualWorld, type VirtualWorld } from '../faults/virtual-world.ts';
import { aRun, aStep } from '../support/a-run.ts';

/** Less than Slack allows, so that few messages are enough to be too many. */
const limits = [
  { method: 'post', scope: 'channel', count: 1, perMs: 1_000 },
  { method: 'edit', scope: 'tenant', count: 40, perMs: 60_000 },
] as const;

const minute = 60_000;

/** A run of which so many steps of forty have completed. */
function runAt(id: string, pipeline: string, done: number): Run {
  const { endedAt, ...run } = aRun({ id, shortId: id.toUpperCase(), pipeline });
  const steps = Array.from({ length: 40 }, (_, at) =>
    aStep({ id: `${id}-${at}`, status: at < done ? 'Completed' : 'Running' }),
  );
  if (done < 40) return { ...run, status: 'Running', steps };
  return { ...run, status: 'Completed', steps, ...(endedAt !== undefined && { endedAt }) };
}

async function subscribe({ delivery }: VirtualWorld, id: string, pipeline: string): Promise<void> {
  const wanted = { filters: {}, events: ['started', 'finished'], by: 'slack:T1/U1' } as const;
  await delivery.notices.subscribe({ channel: channel(id), pipeline, ...wanted });
}

async function pass({ clock }: VirtualWorld, ms: number): Promise<void> {
  const until = clock.elapsed() + ms;
  await clock.runUntil(() => clock.elapsed() >= until, ms + minute);
}

function shownEnds({ platform }: VirtualWorld): number {
  return platform.ledger.messages.filter(({ looks }) => looks.at(-1)?.isFinal).length;
}

test('G8: progress in other channels of a workspace never takes all the edits that ends have need of', async () => {
  const world = await openVirtualWorld({ limits });
  const busy = Array.from({ length: 45 }, (_, at) => `busy${at}`);
  await subscribe(world, 'C1', 'ending');
  for (const name of busy) await subscribe(world, name, name);
  await pass(world, 10_000);
  const ending = Array.from({ length: 20 }, (_, at) => `e${at}`);
  for (const id of ending) world.service.report(runAt(id, 'ending', 0));
  for (const name of busy) world.service.report(runAt(name, name, 0));
  await pass(world, minute);
  for (let done = 1; done <= 18; done += 1) {
    for (const name of busy) world.service.report(runAt(name, name, done));
    if (done === 6) for (const id of ending) world.service.report(runAt(id, 'ending', 40));
    await pass(world, 10_000);
    // A quarter at once, and whatever becomes free from then on.
    if (done === 6) expect(shownEnds(world)).toBeGreaterThanOrEqual(10);
  }
  expect(shownEnds(world)).toBe(ending.length);
});

test('G8: ends that many channels have at once never exceed what the channels share', async () => {
  const world = await openVirtualWorld({ limits });
  const names = Array.from({ length: 60 }, (_, at) => `p${at}`);
  for (const name of names) await subscribe(world, name, name);
  await pass(world, 10_000);
  for (const name of names) world.service.report(runAt(name, name, 0));
  await pass(world, minute);
  for (const name of names) world.service.report(runAt(name, name, 40));
  await pass(world, 2 * minute);
  expect(shownEnds(world)).toBe(names.length);
  expect(world.platform.ledger.tooMany).toEqual([]);
});

test('of more cards than can be edited each has its turn', async () => {
  const world = await openVirtualWorld({ limits });
  await subscribe(world, 'C1', everyPipeline);
  await pass(world, 10_000);
  const ids = Array.from({ length: 50 }, (_, at) => `r${at}`);
  for (const id of ids) world.service.report(runAt(id, 'p', 0));
  await pass(world, minute);
  for (let done = 1; done <= 15; done += 1) {
    for (const id of ids) world.service.report(runAt(id, 'p', done));
    await pass(world, 10_000);
  }
  const edits = world.platform.ledger.messages.map(({ looks }) => looks.length - 1);
  expect(edits).toHaveLength(ids.length);
  expect(Math.min(...edits)).toBeGreaterThanOrEqual(1);
});
