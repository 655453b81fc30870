import { describe, expect, test } from 'vitest';
import { type ChannelRef, type PlatformName, platformNames } from '../../src/chat/platform.ts';
import { storeFigures } from '../../src/delivery/figures.ts';
import { createInbox, endRequest } from '../../src/delivery/inbox.ts';
import { deliveryMigrations } from '../../src/delivery/migrations.ts';
import { bump, enqueue, showLive, type Urgency } from '../../src/delivery/outbox.ts';
import type { DeliverySchema, DeliveryStore } from '../../src/delivery/schema.ts';
import { storeKinds } from '../support/stores.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const second = 1_000;
const card = { title: 'a card', elements: [] };

function channel(platform: PlatformName, id = 'C1'): ChannelRef {
  return { platform, tenant: 'T1', id };
}

function accept(store: DeliveryStore, key: string, at: number) {
  const user = { platform: 'slack', tenant: 'T1', id: 'U1', name: 'Ada', kind: 'member' } as const;
  return createInbox(store, () => {}).accept({
    key,
    text: 'runs',
    user,
    channel: channel('slack'),
    surface: 'slash',
    at,
  });
}

function enqueued(store: DeliveryStore, slot: string, to: ChannelRef, urgency: Urgency, at: number) {
  return store.transaction((tx) => enqueue(tx, { slot, channel: to, card, urgency, options: {} }, at));
}

/** As delivery notes it; which function of it does so is no matter here. */
function note(store: DeliveryStore, slot: string, values: Partial<DeliverySchema['outbox']>) {
  return store.transaction((tx) => tx.updateTable('outbox').set(values).where('slot', '=', slot).execute());
}

describe.each(storeKinds())('the figures of a store on $name', (kind) => {
  test('are 0 while nothing waits', async () => {
    const store = await (await kind.newPlace()).open<DeliverySchema>(deliveryMigrations);
    expect(await storeFigures(store, now)).toEqual({ inboxOldest: 0, outbox: [], deadLetters: 0 });
  });

  test('tell of requests that have not ended, of messages that wait, and of dead letters', async () => {
    const store = await (await kind.newPlace()).open<DeliverySchema>(deliveryMigrations);
    await accept(store, 'ended', now - 90 * second);
    await accept(store, 'being-carried-out', now - 40 * second);
    await accept(store, 'waiting', now - 10 * second);
    await store.transaction((tx) => endRequest(tx, 'ended', '{}', now));
    await store.transaction((tx) =>
      tx.updateTable('inbox').set({ state: 'working' }).where('key', '=', 'being-carried-out').execute(),
    );

    await enqueued(store, 'a', channel('slack'), 0, now - 130.5 * second);
    await enqueued(store, 'b', channel('slack', 'C2'), 0, now - 5 * second);
    await enqueued(store, 'c', channel('slack'), 1, now - 200 * second);
    await enqueued(store, 'd', channel('teams'), 0, now + 3 * second);
    await enqueued(store, 'shown', channel('terminal'), 0, now - 500 * second);
    for (const slot of ['dead-1', 'dead-2']) await enqueued(store, slot, channel('slack'), 0, now - 900 * second);
    // One that failed waits for its next try; one is under way; one was shown; two are dead.
    await note(store, 'a', { dueAt: now + 60 * second, attempts: 3 });
    await note(store, 'c', { doubtSince: now, dueAt: now + 15 * second });
    await note(store, 'shown', { dueAt: null, waitingSince: null, shown: 1 });
    for (const slot of ['dead-1', 'dead-2'])
      await note(store, slot, { state: 'dead', dueAt: null, problem: 'refused' });

    const { outbox, ...rest } = await storeFigures(store, now);
    expect(rest).toEqual({ inboxOldest: 40, deadLetters: 2 });
    expect(outbox).toHaveLength(3);
    expect(outbox).toContainEqual({ platform: 'slack', urgency: 0, depth: 2, oldest: 130.5 });
    expect(outbox).toContainEqual({ platform: 'slack', urgency: 1, depth: 1, oldest: 200 });
    expect(outbox).toContainEqual({ platform: 'teams', urgency: 0, depth: 1, oldest: 0 });
  });

  test('tell of a platform that nobody knows as unknown, and of each that is known by its name', async () => {
    const store = await (await kind.newPlace()).open<DeliverySchema>(deliveryMigrations);
    for (const name of platformNames) await enqueued(store, name, channel(name), 0, now);
    await enqueued(store, 'irc', channel('slack'), 0, now);
    await note(store, 'irc', { channel: 'irc:T1/C1' });
    const { outbox } = await storeFigures(store, now);
    expect(outbox.map(({ platform }) => platform).toSorted()).toEqual([...platformNames, 'unknown'].toSorted());
  });

  test('count the wait of a message that was shown long ago from the change that is not shown', async () => {
    const store = await (await kind.newPlace()).open<DeliverySchema>(deliveryMigrations);
    const live = { subject: 'run:1', channel: channel('terminal'), options: {} };
    await store.transaction((tx) => showLive(tx, live.subject, [live], now - 3_600 * second));
    const { slot } = await store.db.selectFrom('outbox').select('slot').executeTakeFirstOrThrow();
    await note(store, slot, { dueAt: null, waitingSince: null, shown: 1, messageId: 'M1' });
    await store.transaction((tx) => bump(tx, 'run:1', 2, now - 7 * second));
    await store.transaction((tx) => bump(tx, 'run:1', 2, now - 2 * second));
    expect((await storeFigures(store, now)).outbox).toEqual([
      { platform: 'terminal', urgency: 2, depth: 1, oldest: 7 },
    ]);
  });
});
