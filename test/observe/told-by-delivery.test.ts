import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { deliveryMigrations } from '../../src/delivery/migrations.ts';
import { enqueue } from '../../src/delivery/outbox.ts';
import type { DeliverySchema, OutboxRow } from '../../src/delivery/schema.ts';
import { measureStore } from '../../src/observe/measure-store.ts';
import { watchDelivery } from '../../src/observe/watch-delivery.ts';
import { storeKinds } from '../support/stores.ts';
import { samplesOf, someMetrics } from './exposition.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const [sqlite] = storeKinds();

/** A message for Slack that was enqueued five seconds ago, as delivery reads it. */
async function aRow(changes: Partial<OutboxRow> = {}): Promise<OutboxRow> {
  const store = await (await sqlite?.newPlace())?.open<DeliverySchema>(deliveryMigrations);
  if (!store) throw new Error('there is no SQLite');
  const channel = { platform: 'slack', tenant: 'T1', id: 'C1' } as const;
  const message = { slot: 's', channel, card: { title: 'a card', elements: [] }, urgency: 0, options: {} } as const;
  await store.transaction((tx) => enqueue(tx, message, now - 5_000));
  return { ...(await store.db.selectFrom('outbox').selectAll().executeTakeFirstOrThrow()), ...changes };
}

async function told(tell: (events: ReturnType<typeof watchDelivery>) => void) {
  const metrics = someMetrics();
  tell(watchDelivery(metrics.meters, () => now));
  const samples = samplesOf((await metrics.expose()).text);
  const mine = [...samples].filter(([key, value]) => value !== 0 && /_(total|up|sum)\b/.test(key));
  return Object.fromEntries(mine.filter(([key]) => key.startsWith('pipehand_')));
}

const up = { 'pipehand_destination_up{platform="slack"}': 1 };

test('a post that is shown counts with the time since it was wanted, and an edit with what it stands for', async () => {
  const row = await aRow();
  expect(await told((events) => events.shown(row, 'posted'))).toEqual({
    ...up,
    'pipehand_deliveries_total{platform="slack",kind="post",result="shown"}': 1,
    pipehand_event_to_post_seconds_sum: 5,
  });
  const edited = { ...row, messageId: 'M1', shown: 2, wanted: 6, waitingSince: now - 1_000 };
  expect(await told((events) => events.shown(edited, 'edited'))).toEqual({
    ...up,
    'pipehand_deliveries_total{platform="slack",kind="edit",result="shown"}': 1,
    pipehand_updates_coalesced_total: 3,
    pipehand_event_to_post_seconds_sum: 1,
  });
});

test.each([
  ['posted', 0, 'posted-again'],
  ['posted', 1, 'repeated'],
] as const)(
  'a doubt that ends with a message %s, with isRepeat %d, is told as %s',
  async (how, isRepeat, resolution) => {
    const row = await aRow({ doubtSince: now - 20_000, attempts: 1, isRepeat });
    const counted = await told((events) => events.shown(row, how));
    expect(counted).toMatchObject({
      [`pipehand_ambiguous_sends_total{platform="slack",resolution="${resolution}"}`]: 1,
    });
  },
);

test('a doubt that ends with a message found is told as that, and not as one more post', async () => {
  const row = await aRow({ doubtSince: now - 20_000, attempts: 1 });
  expect(await told((events) => events.shown(row, 'found'))).toEqual({
    ...up,
    'pipehand_ambiguous_sends_total{platform="slack",resolution="found"}': 1,
  });
});

test.each([
  ['passing', 0],
  ['ambiguous', 0],
  ['tenant-closed', 0],
  ['limited', 1],
  ['channel-closed', 1],
  ['refused', 1],
])('after %s the destination counts as %d', async (kind, isUp) => {
  const metrics = someMetrics();
  const events = watchDelivery(metrics.meters, () => now);
  const row = await aRow();
  events.shown(row, 'posted');
  events.failed(row, isUp === 1 ? 'passing' : 'limited', 'words');
  events.failed(row, kind, 'words');
  for (const ours of ['fault', 'store']) events.failed(row, ours, 'words');
  const samples = samplesOf((await metrics.expose()).text);
  expect(samples.get('pipehand_destination_up{platform="slack"}')).toBe(isUp);
  for (const result of ['fault', 'store']) {
    expect(samples.get(`pipehand_deliveries_total{platform="slack",kind="post",result="${result}"}`)).toBe(1);
  }
});

test('a committed transaction is measured, one that fails is not, and the store is the same otherwise', async () => {
  const metrics = someMetrics();
  const place = await sqlite?.newPlace();
  const store = await place?.open<DeliverySchema>(deliveryMigrations);
  if (!store) throw new Error('there is no SQLite');
  const measured = measureStore(store, metrics.meters, systemClock);
  const lease = { name: 'leader', owner: 'a', fence: 1, beat: 0 };
  await measured.transaction((tx) => tx.insertInto('lease').values(lease).execute());
  await expect(measured.transaction((tx) => tx.insertInto('lease').values(lease).execute())).rejects.toThrow();
  expect(await measured.db.selectFrom('lease').selectAll().execute()).toMatchObject([lease]);
  expect(measured.isShared).toBe(false);
  const samples = samplesOf((await metrics.expose()).text);
  expect(samples.get('pipehand_db_write_seconds_count')).toBe(1);
  expect(samples.get('pipehand_db_write_seconds_sum')).toBeGreaterThan(0);
});
