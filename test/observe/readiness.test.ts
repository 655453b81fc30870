import { spawnSync } from 'node:child_process';
import { rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { deliveryMigrations } from '../../src/delivery/migrations.ts';
import type { DeliverySchema } from '../../src/delivery/schema.ts';
import { readCursor, writeCursor } from '../../src/notifications/watch-cursor.ts';
import { measureLag } from '../../src/observe/measure-lag.ts';
import { createReadiness, type Finding, type ReadinessCheck } from '../../src/observe/readiness.ts';
import {
  diskCheck,
  drainCheck,
  engineCheck,
  schemaCheck,
  storeCheck,
  watchCheck,
} from '../../src/observe/readiness-checks.ts';
import { openPostgresStore } from '../../src/store/postgres-store.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { openStore } from '../notifications/a-store.ts';
import { openEmbedded } from '../support/embedded.ts';
import { usePostgres } from '../support/postgres.ts';
import { hurriedClock } from '../support/stores.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { standingClock } from './a-clock.ts';

const good: Finding = { ok: true, words: 'fine' };

/** Keeps what is warned of. */
function aLog() {
  const warnings: object[] = [];
  return { warnings, warn: (fields: object) => void warnings.push(fields) };
}

test('every check is asked, at most once a second however many ask', async () => {
  const clock = standingClock();
  let asked = 0;
  let isFull = false;
  const checks = [
    { name: 'intake', look: async () => good },
    {
      name: 'disk',
      async look() {
        asked += 1;
        return isFull ? { ok: false, words: '2 % free' } : good;
      },
    },
  ];
  const ready = createReadiness({ checks, clock, log: aLog() });
  const all = [
    { name: 'intake', ...good },
    { name: 'disk', ...good },
  ];
  expect(await Promise.all([ready(), ready(), ready()])).toEqual([all, all, all]);
  isFull = true;
  await clock.pass(999);
  expect(await ready()).toEqual(all);
  expect(asked).toBe(1);
  await clock.pass(1);
  expect(await ready()).toEqual([all[0], { name: 'disk', ok: false, words: '2 % free' }]);
  expect(asked).toBe(2);
});

test('a check that throws is not ready, says why in the log once, and tells nobody else', async () => {
  const clock = standingClock();
  const log = aLog();
  let error: Error | undefined = new Error('the disk that holds /home/ada/.pipehand is full');
  const checks = [
    {
      name: 'store',
      look() {
        if (error) throw error;
        return Promise.resolve(good);
      },
    },
  ];
  const ready = createReadiness({ checks, clock, log });
  for (const _ of [1, 2, 3]) {
    expect(await ready()).toEqual([{ name: 'store', ok: false, words: 'failed; the log says why' }]);
    await clock.pass(1_000);
  }
  expect(log.warnings).toEqual([{ err: error, check: 'store' }]);
  error = undefined;
  expect(await ready()).toEqual([{ name: 'store', ...good }]);
});

test('a check that hangs is not ready within 2.5 seconds, is asked no second time, and recovers', async () => {
  const clock = standingClock();
  const answer = Promise.withResolvers<Finding>();
  let asked = 0;
  const checks = [
    {
      name: 'store',
      look() {
        asked += 1;
        return answer.promise;
      },
    },
  ];
  const ready = createReadiness({ checks, clock, log: aLog() });
  for (const _ of [1, 2, 3]) {
    const findings = ready();
    await clock.pass(2_500);
    expect(await findings).toEqual([{ name: 'store', ok: false, words: 'gave no answer within 2.5 s' }]);
  }
  expect(asked).toBe(1);
  answer.resolve(good);
  await clock.pass(1_000);
  expect(await ready()).toEqual([{ name: 'store', ...good }]);
});

test('a store on SQLite takes writes to its file, and its schema is current', async () => {
  const file = join(temporaryFolder(), 'pipehand.db');
  const clock = systemClock;
  const store = await openSqliteStore<DeliverySchema>({ file, migrations: deliveryMigrations, clock });
  const written = () => statSync(`${file}-wal`).size;
  const before = written();
  expect(await storeCheck(store).look()).toEqual({ ok: true, words: 'takes writes' });
  expect(written()).toBeGreaterThan(before);
  expect(await schemaCheck(store, deliveryMigrations).look()).toEqual({ ok: true, words: 'is current' });
  await store.close();
  await expect(storeCheck(store).look()).rejects.toThrow();
});

const postgres = usePostgres();

test('a PostgreSQL that is gone makes the store not ready in time, and ready again when it is back', async () => {
  const server = await postgres();
  const url = await server.createDatabase();
  const store = await openPostgresStore<DeliverySchema>({ url, migrations: deliveryMigrations, clock: systemClock });
  onTestFinished(() => store.close());
  const next = { name: 'delivery-999', up: async () => {} };
  const ready = createReadiness({ checks: [storeCheck(store)], clock: systemClock, log: aLog() });
  expect(await ready()).toMatchObject([{ ok: true }]);
  expect(await schemaCheck(store, deliveryMigrations).look()).toMatchObject({ ok: true });
  expect(await schemaCheck(store, [...deliveryMigrations, next]).look()).toEqual({
    ok: false,
    words: `is old: 1 of ${deliveryMigrations.length + 1} migrations are missing`,
  });
  await server.stop();
  await expect.poll(ready, { timeout: 10_000 }).toMatchObject([{ name: 'store', ok: false }]);
  await server.start();
  await expect.poll(ready, { timeout: 10_000 }).toMatchObject([{ name: 'store', ok: true }]);
});

test('a disk with less than five per cent free is not ready, and a full one takes no writes', async ({ skip }) => {
  const folder = temporaryFolder();
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder]).status === 0;
  skip(!mounted, 'only root may mount a small disk');
  onTestFinished(() => void spawnSync('umount', ['-l', folder]));
  const file = join(folder, 'pipehand.db');
  const clock = hurriedClock();
  const store = await openSqliteStore<DeliverySchema>({ file, migrations: deliveryMigrations, clock });
  onTestFinished(() => store.close());
  const disk = diskCheck(folder);
  const { ok, words } = await disk.look();
  expect([ok, words]).toEqual([true, expect.stringMatching(/^9\d % free, more than 5 % are needed$/)]);

  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(join(folder, 'ballast'), Buffer.alloc(bavail * bsize - 204_800));
  expect(await disk.look()).toEqual({ ok: false, words: '4 % free, more than 5 % are needed' });
  await expect(storeCheck(store).look()).resolves.toMatchObject({ ok: true });
  writeFileSync(join(folder, 'more-ballast'), Buffer.alloc(statfsSync(folder).bavail * bsize));
  await expect(untilRefused(storeCheck(store))).rejects.toMatchObject({ problem: { code: 'unavailable' } });
  rmSync(join(folder, 'ballast'));
  expect(await storeCheck(store).look()).toEqual({ ok: true, words: 'takes writes' });
});

/** The log of SQLite may have room from before for a few more writes. */
async function untilRefused(check: ReadinessCheck): Promise<void> {
  for (let at = 0; at < 2_000; at += 1) await check.look();
}

test('the intake and the pipeline service of this machine are looked at', async () => {
  let isDraining = false;
  const intake = drainCheck(() => isDraining);
  expect(await intake.look()).toEqual({ ok: true, words: 'open' });
  isDraining = true;
  expect(await intake.look()).toEqual({ ok: false, words: 'closed: Pipehand is ending' });

  const { service } = await openEmbedded({});
  const engine = engineCheck(() => service.changesSince(undefined));
  expect(await engine.look()).toEqual({ ok: true, words: 'answers' });
  await service.close();
  await expect(engine.look()).rejects.toThrow();
});

test('whoever watches must have looked once', async () => {
  const store = await openStore();
  const watcher = watchCheck(async () => (await readCursor(store.db, 'local')) !== undefined);
  expect(await watcher.look()).toEqual({ ok: false, words: 'has not looked at the pipeline service yet' });
  await store.transaction((tx) => writeCursor(tx, 'local', '7'));
  expect(await watcher.look()).toEqual({ ok: true, words: 'watches' });
});

test('the lag is how late the event loop is, while it is late and until it has been in time again', async () => {
  const clock = standingClock();
  const stop = new AbortController();
  const lag = measureLag(clock, stop.signal);
  expect(lag()).toBe(0);
  await clock.pass(500);
  expect(lag()).toBe(0);
  const passed = clock.pass(6_500);
  expect(lag()).toBe(6_000);
  await passed;
  expect(lag()).toBe(6_000);
  await clock.pass(500);
  expect(lag()).toBe(0);
  stop.abort();
  await clock.pass(60_000);
  expect(lag()).toBe(0);
});

test("an event loop that is kept busy is late by as long, by this machine's clock", async () => {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const lag = measureLag(systemClock, stop.signal);
  await new Promise(setImmediate);
  const until = performance.now() + 1_200;
  while (performance.now() < until);
  expect(lag()).toBeGreaterThan(600);
  await expect.poll(lag, { timeout: 5_000 }).toBeLessThan(300);
});
