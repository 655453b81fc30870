import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { type Clock, systemClock } from '../../src/clock.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { isHeld } from '../../src/store/store-problem.ts';
import { refusal } from '../contracts/store.ts';
import { hurriedClock } from '../support/stores.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type ItemSchema, itemMigrations, keys, put, tableStep } from './items.ts';

const aFile = () => join(temporaryFolder(), 'pipehand.db');

async function open(file: string, migrations = itemMigrations, clock = systemClock): Promise<Store<ItemSchema>> {
  const store = await openSqliteStore<ItemSchema>({ file, migrations, clock });
  onTestFinished(() => store.close());
  return store;
}

test('a file belongs to one process: another is refused at once, and let in when the first has ended', async () => {
  const file = aFile();
  const holder = await holdFrom(file);
  const error = await open(file).catch((thrown: unknown) => thrown);
  expect(isHeld(error)).toBe(true);
  expect(error).toMatchObject({
    problem: { code: 'unavailable', message: expect.stringContaining('held by another') },
  });
  expect(handlesOf(file)).toBe(0);
  holder.kill('SIGKILL');
  await new Promise((resolve) => holder.once('close', resolve));
  expect(await keys(await open(file))).toEqual(['theirs']);
});

test('a full disk keeps nothing of the transaction, is told after two seconds, and forgotten when there is room', async () => {
  const clock = hurriedClock();
  const store = await open(aFile(), itemMigrations, clock);
  await put(store, 'before');
  const pages = await pragma(store, 'page_count');
  await pragma(store, `max_page_count = ${pages}`);
  const refused = await refusal(fill(store));
  expect(refused).toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('full'),
    fix: expect.any(String),
  });
  expect(clock.elapsed()).toBeGreaterThan(1_500);
  expect(clock.elapsed()).toBeLessThanOrEqual(2_000);
  expect(await keys(store)).toEqual(['before']);
  await pragma(store, `max_page_count = ${pages + 1_000}`);
  await fill(store);
  expect(await keys(store)).toHaveLength(201);
});

test('a change that meets a full disk is made when room is found in time', async () => {
  let store: Store<ItemSchema> | undefined;
  let waits = 0;
  const clock: Clock = {
    ...hurriedClock(),
    async wait() {
      waits += 1;
      if (waits === 3 && store) await pragma(store, 'max_page_count = 10000');
    },
  };
  store = await open(aFile(), itemMigrations, clock);
  await pragma(store, `max_page_count = ${await pragma(store, 'page_count')}`);
  await fill(store);
  expect(waits).toBe(3);
  expect(await keys(store)).toHaveLength(200);
});

test.skipIf(process.getuid?.() === 0)('a read-only folder is told with what to do', async () => {
  const file = aFile();
  chmodSync(dirname(file), 0o500);
  expect(await refusal(open(file))).toMatchObject({
    code: 'unavailable',
    message: `${file} cannot be written.`,
    fix: expect.stringContaining('PIPEHAND_HOME'),
  });
});

test('a folder that cannot be made is told with what to do', async () => {
  const inTheWay = join(temporaryFolder(), 'in-the-way');
  writeFileSync(inTheWay, '');
  const file = join(inTheWay, 'pipehand.db');
  expect(await refusal(open(file))).toMatchObject({ code: 'unavailable', message: `${file} cannot be written.` });
});

test('a file that is no database is told, and not touched', async () => {
  const file = aFile();
  writeFileSync(file, 'this is no database, and long enough to be looked at as one'.repeat(100));
  expect(await refusal(open(file))).toMatchObject({ code: 'unavailable', message: expect.stringContaining('damaged') });
  expect(statSync(file).size).toBe(5_900);
});

test('G17: a database is copied before its upgrade: whole, for its owner only, and the newest two copies are kept', async () => {
  const file = aFile();
  const steps = [...itemMigrations];
  for (const step of ['one', 'two', 'three']) {
    const store = await open(file, steps);
    await put(store, `before-${step}`);
    await store.close();
    steps.push(tableStep(step));
    await (await open(file, steps)).close();
    await (await open(file, steps)).close();
  }
  expect(copiesOf(file)).toEqual(['pipehand.db.before-table-three', 'pipehand.db.before-table-two']);
  const newest = `${file}.before-table-three`;
  expect(statSync(newest).mode & 0o777).toBe(0o600);
  expect(keysIn(newest)).toEqual(['before-one', 'before-three', 'before-two']);
  expect(() => keysIn(newest, 'three')).toThrow('no such table');
});

test('a new database is not copied', async () => {
  const file = aFile();
  await open(file, [...itemMigrations, tableStep('one')]);
  expect(readdirSync(dirname(file)).filter((name) => !/-(wal|open)$/.test(name))).toEqual(['pipehand.db']);
});

test('G17: a database that cannot be copied is not upgraded, and half a copy is not left behind', async () => {
  const file = aFile();
  const old = await open(file);
  await put(old, 'a');
  await old.close();
  mkdirSync(join(`${file}.before-table-one`, 'in-the-way'), { recursive: true });
  await expect(open(file, [...itemMigrations, tableStep('one')])).rejects.toThrow();
  expect(readdirSync(dirname(file)).sort()).toEqual(['pipehand.db', 'pipehand.db.before-table-one']);
  rmSync(`${file}.before-table-one`, { recursive: true });
  expect(await keys(await open(file))).toEqual(['a']);
});

async function fill(store: Store<ItemSchema>): Promise<void> {
  await store.transaction(async (tx) => {
    for (let at = 0; at < 200; at += 1) {
      await tx
        .insertInto('item')
        .values({ key: `item-${at}`, amount: at, note: 'x'.repeat(500) })
        .execute();
    }
  });
}

async function pragma(store: Store<ItemSchema>, text: string): Promise<number> {
  const { rows } = await sql.raw<Record<string, number>>(`pragma ${text}`).execute(store.db);
  return Object.values(rows[0] ?? {})[0] ?? 0;
}

/** How many open files of this process are the database or stand beside it, on a system that tells. */
function handlesOf(file: string): number {
  if (!existsSync('/proc/self/fd')) return 0;
  const open = readdirSync('/proc/self/fd').map((handle) => {
    try {
      return readlinkSync(`/proc/self/fd/${handle}`);
    } catch {
      return '';
    }
  });
  return open.filter((target) => target.startsWith(file)).length;
}

function copiesOf(file: string): string[] {
  return readdirSync(dirname(file))
    .filter((name) => name.includes('.before-'))
    .sort();
}

function keysIn(file: string, table = 'item'): unknown[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database
      .prepare(`select * from ${table} order by 1`)
      .all()
      .map(({ key }) => key);
  } finally {
    database.close();
  }
}

/** Another process that holds the file until it is killed. */
async function holdFrom(file: string): Promise<ChildProcess> {
  const program = fileURLToPath(new URL('./holding-process.ts', import.meta.url));
  const child = spawn(process.execPath, [program, file], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return child;
}
