import { inspect } from 'node:util';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { UserError } from '../../src/errors.ts';
import type { Migration } from '../../src/store/migrate.ts';
import { openPostgresStore } from '../../src/store/postgres-store.ts';
import type { Store } from '../../src/store/store.ts';
import { refusal } from '../contracts/store.ts';
import { databasePassword, usePostgres } from '../support/postgres.ts';
import { hurriedClock } from '../support/stores.ts';
import { type ItemSchema, itemMigrations, keys, put } from './items.ts';

const postgres = usePostgres();

async function open(url: string, migrations = itemMigrations, clock = hurriedClock()): Promise<Store<ItemSchema>> {
  const store = await openPostgresStore<ItemSchema>({ url, migrations, clock });
  onTestFinished(() => store.close());
  return store;
}

test('replicas that start together migrate once, and all of them find it done', async () => {
  const url = await (await postgres()).createDatabase();
  let carriedOut = 0;
  const slow: Migration = {
    name: 'slow',
    async up(tools) {
      carriedOut += 1;
      await sql`select pg_sleep(0.2)`.execute(tools);
      await sql`create table slow (number integer)`.execute(tools);
    },
  };
  const stores = await Promise.all([1, 2, 3, 4].map(() => open(url, [...itemMigrations, slow])));
  expect(carriedOut).toBe(1);
  for (const [at, store] of stores.entries()) await put(store, String(at));
  expect(await keys(await open(url, [...itemMigrations, slow]))).toHaveLength(4);
});

test('an upgrade may take longer than the database lets a statement take', async () => {
  const url = await altered('set statement_timeout = 50');
  const slow: Migration = {
    name: 'slow',
    async up(tools) {
      await sql`select pg_sleep(0.2)`.execute(tools);
    },
  };
  await put(await open(url, [...itemMigrations, slow]), 'a');
});

test('two transactions that wait for each other both succeed, one of them at a later try', async () => {
  const store = await open(await (await postgres()).createDatabase(), itemMigrations, systemClock);
  await put(store, 'a');
  await put(store, 'b');
  let tries = 0;
  const bothBegan = Promise.withResolvers<void>();
  const addToBoth = (...order: readonly string[]) =>
    store.transaction(async (tx) => {
      for (const key of order) {
        await tx
          .updateTable('item')
          .set((eb) => ({ amount: eb('amount', '+', 1) }))
          .where('key', '=', key)
          .execute();
        if (key === order[0]) tries += 1;
        if (tries === 2) bothBegan.resolve();
        await bothBegan.promise;
      }
    });
  await Promise.all([addToBoth('a', 'b'), addToBoth('b', 'a')]);
  // On a busy machine the later try can come before the other transaction goes on, and they wait for each other again.
  expect(tries).toBeGreaterThan(2);
  expect(await store.db.selectFrom('item').select('amount').execute()).toMatchObject([{ amount: 3 }, { amount: 3 }]);
});

test('a row that another transaction holds for a while is waited for', async () => {
  const store = await open(await (await postgres()).createDatabase());
  await put(store, 'a');
  const [held, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holder = store.transaction(async (tx) => {
    await tx.updateTable('item').set({ amount: 5 }).execute();
    held.resolve();
    await released.promise;
  });
  await held.promise;
  const waiting = store.transaction((tx) =>
    tx
      .updateTable('item')
      .set((eb) => ({ amount: eb('amount', '*', 2) }))
      .execute(),
  );
  await expect.poll(() => waitersFor(store)).toBe(1);
  released.resolve();
  await Promise.all([holder, waiting]);
  expect(await store.db.selectFrom('item').select('amount').execute()).toMatchObject([{ amount: 10 }]);
});

test('work that swallows the error of a statement keeps nothing, and is told so', async () => {
  const store = await open(await (await postgres()).createDatabase());
  await put(store, 'a');
  const work = store.transaction(async (tx) => {
    await tx.insertInto('item').values({ key: 'b', amount: 1, note: null }).execute();
    await tx
      .insertInto('item')
      .values({ key: 'a', amount: 1, note: null })
      .execute()
      .catch(() => {});
  });
  await expect(work).rejects.toThrow('nothing was kept');
  expect(await keys(store)).toEqual(['a']);
});

test('a transaction gets the isolation it asks for', async () => {
  const store = await open(await (await postgres()).createDatabase());
  const isolation = await store.db
    .transaction()
    .setIsolationLevel('serializable')
    .execute((tx) => sql<{ transaction_isolation: string }>`show transaction_isolation`.execute(tx));
  expect(isolation.rows).toEqual([{ transaction_isolation: 'serializable' }]);
});

/** What an operator can get wrong, or the machine: how it is made, and what the message says. */
const mishaps: readonly (readonly [name: string, url: () => Promise<string>, says: string, fix: string])[] = [
  [
    'a wrong password',
    async () => edited({ password: 'not-the-password' }),
    'does not let the user "pipehand" in',
    'password',
  ],
  ['an unknown user', async () => edited({ username: 'nobody' }), 'does not let the user "nobody" in', 'user'],
  [
    'a missing database',
    async () => edited({ pathname: '/elsewhere' }),
    'has no database "elsewhere"',
    'create database',
  ],
  ['a port where nothing listens', async () => edited({ port: '1' }), '127.0.0.1:1 cannot be reached', 'runs'],
  ['no connection left', async () => altered('connection limit 0'), 'has no connection left', 'max_connections'],
  [
    'a copy that takes no writes',
    async () => altered('set default_transaction_read_only = on'),
    'takes no writes',
    'takes writes',
  ],
  [
    'a database of somebody else',
    async () => altered('owner to postgres'),
    'may not use the tables',
    'owner to "pipehand"',
  ],
  [
    'a database without most characters',
    async () => (await postgres()).createDatabase("encoding 'LATIN1' template template0"),
    'keeps text as LATIN1',
    "encoding 'UTF8'",
  ],
];

test.each(mishaps)('%s is told with what to do, and without the password', async (_, urlOf, says, fix) => {
  const url = await urlOf();
  const error = await open(url).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UserError)) throw new Error(`no refusal: ${inspect(error)}`);
  expect(error.problem).toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining(says),
    fix: expect.stringContaining(fix),
  });
  expectNoPassword(error, url);
});

test.each([
  ['53100', 'is full', 'Free some space'],
  ['40001', 'too busy', 'Try again'],
  ['57014', 'too busy', 'Try again'],
  ['53200', 'one of its limits', 'room'],
])('an error %s that stays is told as unavailable, in place of its own words', async (state, says, fix) => {
  const server = await postgres();
  const url = await server.createDatabase();
  const store = await open(url);
  await server.run(failing(state, 1_000), url);
  const refused = await refusal(put(store, 'a'));
  expect(refused).toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining(says),
    fix: expect.stringContaining(fix),
  });
  expect(await keys(store)).toEqual([]);
});

test('an error that passes is tried again, and only one that passes', async () => {
  const server = await postgres();
  const url = await server.createDatabase();
  const store = await open(url);
  await server.run(failing('40001', 3), url);
  await put(store, 'a');
  expect(await keys(store)).toEqual(['a']);
  await server.run('alter sequence tries restart', url);
  await server.run(failing('P0001', 1), url);
  await expect(put(store, 'b')).rejects.toThrow('raised by the test');
  await put(store, 'c');
  expect(await keys(store)).toEqual(['a', 'c']);
});

async function edited(change: Partial<Record<'username' | 'password' | 'hostname' | 'port' | 'pathname', string>>) {
  return Object.assign(new URL(await (await postgres()).createDatabase()), change).href;
}

/** A database that was altered by its administrator. */
async function altered(how: string): Promise<string> {
  const server = await postgres();
  const url = await server.createDatabase();
  await server.run(`alter database ${new URL(url).pathname.slice(1)} ${how}`);
  return url;
}

/** The first `times` inserts fail with this SQLSTATE; a sequence counts them, for it is not undone with the rest. */
function failing(state: string, times: number): string {
  return `
    create sequence if not exists tries;
    create or replace function fail() returns trigger security definer language plpgsql as $$
    begin
      if nextval('tries') <= ${times} then raise exception 'raised by the test' using errcode = '${state}'; end if;
      return new;
    end $$;
    create or replace trigger failing before insert on item for each row execute function fail();`;
}

function expectNoPassword(error: unknown, url: string): void {
  const text = inspect(error, { depth: 20, showHidden: true });
  for (const secret of [databasePassword, encodeURIComponent(databasePassword), new URL(url).password]) {
    expect(text).not.toContain(secret);
  }
}

async function waitersFor(store: Store<ItemSchema>): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from pg_locks where not granted`.execute(
    store.db,
  );
  return rows[0]?.count ?? 0;
}
