import { expect, test } from 'vitest';
import { showLive } from '../../src/delivery/outbox.ts';
import type { Run } from '../../src/pipelines/types.ts';
import { aRun } from '../support/a-run.ts';
import { countFired } from './fired.ts';
import { channel } from './rig.ts';
import { openVirtualWorld } from './virtual-world.ts';

const minute = 60_000;

/** A run of `id` as it is reported: over at `endedAt`, or going on. */
function runOf(id: string, endedAt?: number): Run {
  const { endedAt: _, ...run } = aRun({ id, shortId: id.toUpperCase(), status: 'Running', steps: [] });
  return endedAt === undefined ? run : { ...run, status: 'Completed', endedAt };
}

test('F21: a service that lost its state, or went back to an older one, silences nothing and leaves no run open', async () => {
  const fired = countFired('F21');
  const world = await openVirtualWorld({ limits: [], hearing: [channel('C1')] });
  const { clock, store, service, platform, delivery } = world;
  const told = () =>
    platform.ledger.messages.map(({ subject, looks }) => [subject, looks.at(-1)?.words, looks.at(-1)?.isFinal]).sort();
  const onlyEnds = {
    channel: channel('C3'),
    pipeline: '*',
    filters: {},
    events: ['finished'],
    by: 'slack:T1/U1',
  } as const;
  await delivery.notices.subscribe(onlyEnds);
  await clock.pass(10_000);
  for (const id of ['known', 'lost']) service.report(runOf(id));
  for (let at = 0; at < 50; at += 1) service.report({ ...runOf('known'), tags: { at: `${at}` } });
  await clock.pass(minute);
  await store.transaction(async (tx) => {
    for (const id of ['known', 'lost'])
      await showLive(tx, `run:${id}`, [{ channel: channel('C2'), options: {} }], clock.now());
  });
  await clock.pass(minute);
  expect(told()).toEqual([
    ['run:known', 'Running', false],
    ['run:lost', 'Running', false],
  ]);

  service.lose([runOf('known', clock.now())]);
  fired('F21');
  await clock.pass(minute);
  const known = ['run:known', 'Completed', true];
  const gone = ['run:lost', 'Canceled', true];
  expect(told()).toEqual([known, known, known, gone, gone]);

  service.report(runOf('new', clock.now()));
  service.report(runOf('lost', clock.now()));
  await clock.pass(minute);
  const back = ['run:lost', 'Completed', true];
  const fresh = ['run:new', 'Completed', true];
  expect(told()).toEqual([known, known, known, back, back, back, fresh, fresh]);
  expect(fired.tell('a service that lost its state')).toEqual([]);
});
