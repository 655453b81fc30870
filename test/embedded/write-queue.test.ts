import { join } from 'node:path';
import { type Kysely, sql, type Transaction } from 'kysely';
import { expect, test } from 'vitest';
import { embeddedMigrations } from '../../src/pipelines/embedded/migrations.ts';
import type { EmbeddedSchema } from '../../src/pipelines/embedded/schema.ts';
import { createWriteQueue } from '../../src/pipelines/embedded/write-queue.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { silentLog } from '../support/embedded.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function openQueue() {
  const db = openSqlite<EmbeddedSchema>(join(temporaryFolder(), 'embedded.db'), { exclusive: true });
  await migrate(db, embeddedMigrations);
  const commits: number[] = [];
  const queue = createWriteQueue({ db, lastChange: 0, log: silentLog, committed: () => commits.push(Date.now()) });
  const publish = (name: string) => ({
    runId: 'run-1',
    async apply(tx: Transaction<EmbeddedSchema>) {
      await tx.insertInto('disabling').values({ name, version: 0, by: 'ada', at: 1 }).execute();
    },
  });
  const names = async () =>
    (await db.selectFrom('disabling').select('name').orderBy('name').execute()).map(({ name }) => name);
  return { db, queue, commits, publish, names };
}

test('changes that come together are committed together, each is told when it is on disk', async () => {
  const { queue, commits, publish, names } = await openQueue();
  await Promise.all([
    queue.add(publish('a'), 'soon'),
    queue.add(publish('b'), 'soon'),
    queue.add(publish('c'), 'soon'),
  ]);
  expect(commits).toHaveLength(1);
  expect(await names()).toEqual(['a', 'b', 'c']);
});

test('a change that can never be written spoils no other and is told alone', async () => {
  const { queue, publish, names } = await openQueue();
  const first = queue.add(publish('a'), 'soon');
  const twice = queue.add(publish('a'), 'soon');
  const last = queue.add(publish('b'), 'soon');
  await first;
  await expect(twice).rejects.toThrow(/UNIQUE/);
  await last;
  expect(await names()).toEqual(['a', 'b']);
});

test('a disk that is full for a while holds changes up and loses none', async () => {
  const { db, queue, publish, names } = await openQueue();
  const pages = await pragma(db, 'page_count');
  await pragma(db, `max_page_count = ${pages}`);
  const held = Array.from({ length: 200 }, (_, at) => queue.add(publish(`pipeline-${at}-${'x'.repeat(500)}`), 'soon'));
  await expect.poll(() => queue.stalledBy()).toContain('full');
  expect(await names()).toEqual([]);
  await pragma(db, `max_page_count = ${pages + 1_000}`);
  await Promise.all(held);
  expect(await names()).toHaveLength(200);
  expect(queue.stalledBy()).toBeUndefined();
});

test('closing writes what waits, and takes nothing more', async () => {
  const { queue, publish, names } = await openQueue();
  const waiting = queue.add(publish('a'), 'soon');
  await queue.close();
  await waiting;
  await expect(queue.add(publish('b'), 'now')).rejects.toThrow('closed');
  expect(await names()).toEqual(['a']);
});

async function pragma(db: Kysely<EmbeddedSchema>, text: string): Promise<number> {
  const { rows } = await sql.raw<Record<string, number>>(`pragma ${text}`).execute(db);
  return Object.values(rows[0] ?? {})[0] ?? 0;
}
