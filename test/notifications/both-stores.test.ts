import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { showLive } from '../../src/delivery/outbox.ts';
import type { RunEvent } from '../../src/notifications/events.ts';
import { closeIncidents, findIncident, noteComputeFailure, quietIncidents } from '../../src/notifications/incidents.ts';
import { matching } from '../../src/notifications/matching.ts';
import { createNotices } from '../../src/notifications/notices.ts';
import type { NotificationsSchema } from '../../src/notifications/schema.ts';
import { pauseChannel, resumeChannel } from '../../src/notifications/subscriptions.ts';
import { findWatchedRun, keepRun } from '../../src/notifications/watched-runs.ts';
import { aRun, aStep } from '../support/a-run.ts';
import { storeKinds } from '../support/stores.ts';
import { aChannel, migrations } from './a-store.ts';

test.for(storeKinds())('what channels hear, runs and incidents are kept in $name', async ({ newPlace }) => {
  const store = await (await newPlace()).open<NotificationsSchema>(migrations);
  const notices = createNotices(store, systemClock);
  const now = systemClock.now();
  const run = aRun({
    status: 'Failed',
    steps: [aStep({ status: 'Failed', endedAt: now })],
    metrics: { loss: Number.POSITIVE_INFINITY },
  });
  const event: RunEvent = { kind: 'compute-failed', run, step: 'train', target: 'gpu', cause: 'no node' };
  const heard = async () => (await matching(store.db, event, now)).map(({ channel }) => channel.id);

  const request = {
    channel: aChannel(),
    pipeline: 'churn',
    filters: { status: ['failed'] },
    by: 'slack:T1/U1',
  } as const;
  const { subscription } = await notices.subscribe(request);
  expect(await notices.subscribe(request)).toEqual({ subscription, isNew: false });
  expect(await heard()).toEqual(['C1']);
  const mute = { pipeline: '*', until: now + 3_600_000, by: 'slack:T1/U1' };
  await notices.mute(aChannel(), mute);
  await notices.mute(aChannel(), mute);
  expect(await heard()).toEqual([]);
  expect(await notices.subscriptions(aChannel())).toEqual({ subscriptions: [subscription], mutes: [mute] });
  expect(await notices.unmute(aChannel())).toEqual([mute]);
  await store.transaction((tx) => pauseChannel(tx, aChannel(), 'archived'));
  expect(await heard()).toEqual([]);
  await store.transaction((tx) => resumeChannel(tx, aChannel()));
  expect(await heard()).toEqual(['C1']);

  const noted = await store.transaction(async (tx) => {
    await keepRun(tx, 'local', { ...run, status: 'Running' }, now);
    await keepRun(tx, 'local', run, now);
    return noteComputeFailure(tx, event, now);
  });
  expect(await findWatchedRun(store.db, run.id)).toEqual(run);
  expect(await findIncident(store.db, noted.id)).toMatchObject({ openedAt: now, lastAt: now, runCount: 1 });
  const halfAnHour = 30 * 60_000;
  expect(await quietIncidents(store.db, now + halfAnHour - 1)).toEqual([]);
  expect(await quietIncidents(store.db, now + halfAnHour)).toEqual([noted.id]);
  await store.transaction((tx) => closeIncidents(tx, [noted.id]));
  expect(await quietIncidents(store.db, now + halfAnHour)).toEqual([]);
  expect(await findIncident(store.db, noted.id)).toMatchObject({ isOver: true });

  // The message that a subscription made takes the options of whoever asks for its run there, and keeps them.
  for (const options of [{}, { alert: 'owner' }, {}, { alert: 'none' }])
    await store.transaction((tx) => showLive(tx, `run:${run.id}`, [{ channel: aChannel(), options }], now));
  const rows = await store.db.selectFrom('outbox').selectAll().execute();
  expect(rows).toMatchObject([{ optionsJson: '{"alert":"owner"}' }]);

  expect(await notices.unsubscribe(aChannel(), { kind: 'pipeline', pipeline: 'churn' })).toEqual([subscription]);
  expect(await heard()).toEqual([]);
});

test.for(storeKinds())(
  'many who subscribe a channel to the same at once have one subscription in $name',
  async ({ newPlace }) => {
    const store = await (await newPlace()).open<NotificationsSchema>(migrations);
    const notices = createNotices(store, systemClock);
    const request = { channel: aChannel(), pipeline: 'churn', filters: {}, by: 'slack:T1/U1' } as const;
    const told = await Promise.all(Array.from({ length: 8 }, () => notices.subscribe(request)));
    const { subscriptions } = await notices.subscriptions(aChannel());
    expect(subscriptions).toHaveLength(1);
    expect(new Set(told.map(({ subscription }) => subscription.id))).toEqual(new Set([subscriptions[0]?.id]));
  },
);
