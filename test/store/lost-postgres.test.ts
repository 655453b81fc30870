import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { openPostgresStore } from '../../src/store/postgres-store.ts';
import { refusal } from '../contracts/store.ts';
import { usePostgres } from '../support/postgres.ts';
import { type ItemSchema, itemMigrations, keys, put } from './items.ts';
import { wireTo } from './wire.ts';

const postgres = usePostgres();

async function openItems(url: string) {
  const store = await openPostgresStore<ItemSchema>({ url, migrations: itemMigrations, clock: systemClock });
  onTestFinished(() => store.close());
  return store;
}

test('a PostgreSQL that stops is an error within five seconds, and used again as soon as it is back', async () => {
  const server = await postgres();
  const store = await openItems(await server.createDatabase());
  await put(store, 'before');
  await server.stop();
  const began = performance.now();
  const refused = await refusal(put(store, 'meanwhile'));
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(refused).toMatchObject({
    code: 'unavailable',
    message: `PostgreSQL at 127.0.0.1:${server.port} cannot be reached.`,
    details: [expect.stringContaining('ECONNREFUSED')],
    fix: expect.stringContaining('DATABASE_URL'),
  });
  await server.start();
  await put(store, 'after');
  expect(await keys(store)).toEqual(['after', 'before']);
});

test('a change that waits while PostgreSQL starts again is made', async () => {
  const server = await postgres();
  const store = await openItems(await server.createDatabase());
  await put(store, 'before');
  await server.stop();
  const meanwhile = put(store, 'meanwhile');
  await server.start();
  await meanwhile;
  expect(await keys(store)).toEqual(['before', 'meanwhile']);
});

test('a way that passes nothing on any more is noticed once, within five seconds, for all connections', async () => {
  const wire = await wireTo(await (await postgres()).createDatabase());
  const store = await openItems(wire.url);
  await Promise.all(Array.from({ length: 5 }, (_, at) => put(store, `before-${at}`)));
  wire.silence();
  const began = performance.now();
  expect(await refusal(put(store, 'lost'))).toMatchObject({ code: 'unavailable' });
  const noticed = performance.now();
  expect(noticed - began).toBeLessThan(5_000);
  await put(store, 'after');
  expect(performance.now() - noticed).toBeLessThan(1_000);
  expect(await keys(store)).toContain('after');
});

test('a connection that is lost before the commit: the work is done again from its beginning, and counts once', async () => {
  const store = await openItems(await (await postgres()).createDatabase());
  let tries = 0;
  await store.transaction(async (tx) => {
    tries += 1;
    await tx
      .insertInto('item')
      .values({ key: `try-${tries}`, amount: 1, note: null })
      .execute();
    if (tries === 1) await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx);
  });
  expect(tries).toBe(2);
  expect(await keys(store)).toEqual(['try-2']);
});

test('a connection that is lost before a commit that the work goes on to: the same, for nothing was sent', async () => {
  const store = await openItems(await (await postgres()).createDatabase());
  let tries = 0;
  await store.transaction(async (tx) => {
    tries += 1;
    await tx
      .insertInto('item')
      .values({ key: `try-${tries}`, amount: 1, note: null })
      .execute();
    if (tries === 1) await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx).catch(() => {});
  });
  expect(tries).toBe(2);
  expect(await keys(store)).toEqual(['try-2']);
});

test('a connection that is lost while the commit is answered: told as not known, and never done twice', async () => {
  const wire = await wireTo(await (await postgres()).createDatabase());
  const store = await openItems(wire.url);
  wire.breakAfter('commit');
  let tries = 0;
  const work = store.transaction(async (tx) => {
    tries += 1;
    await tx
      .insertInto('item')
      .values({ key: `try-${tries}`, amount: 1, note: null })
      .execute();
  });
  expect(await refusal(work)).toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('not known whether'),
  });
  expect(tries).toBe(1);
  expect(await keys(store)).toEqual(['try-1']);
});

test('connections that are ended while nobody uses them are replaced, and nothing falls over', async () => {
  const server = await postgres();
  const url = await server.createDatabase();
  const store = await openItems(url);
  await Promise.all(Array.from({ length: 5 }, (_, at) => put(store, `before-${at}`)));
  await server.run(endAll(url));
  expect(await keys(store).catch(() => keys(store))).toHaveLength(5);
});

test('PostgreSQL is told to end a statement that takes too long, and a transaction whose process is frozen', async () => {
  const store = await openItems(await (await postgres()).createDatabase());
  const { rows } = await sql<{ name: string; setting: string }>`
    select name, setting from pg_settings
    where name in ('statement_timeout', 'idle_in_transaction_session_timeout') order by name`.execute(store.db);
  expect(rows.map(({ setting }) => Number(setting))).toEqual([5_000, 3_000]);
});

function endAll(url: string): string {
  const name = new URL(url).pathname.slice(1);
  return `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`;
}
