import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import type { Incoming } from '../../src/chat/platform.ts';
import { embeddedMigrations } from '../../src/pipelines/embedded/migrations.ts';
import type { EmbeddedSchema } from '../../src/pipelines/embedded/schema.ts';
import { createWriteQueue } from '../../src/pipelines/embedded/write-queue.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { refusal } from '../contracts/store.ts';
import { startLocker } from '../store/locker.ts';
import { silentLog } from '../support/embedded.ts';
import { amount } from '../support/generated.ts';
import { installationWith, soon } from '../support/installation.ts';
import { startServer } from '../support/pipehand.ts';
import { openRunning } from '../support/running-pipehand.ts';
import { note } from '../support/small-pipelines.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { countFired } from './fired.ts';
import { brokenPromises } from './oracles.ts';
import { channel, runRequest } from './rig.ts';
import { longTest, seed, seeded } from './seeded.ts';
import { openVirtualWorld } from './virtual-world.ts';

const second = 1_000;
const minute = 60 * second;

/** Milliseconds of the longest time in which this process could do nothing else, while `act` was under way. */
async function longestStall(act: () => Promise<unknown>): Promise<number> {
  let last = performance.now();
  let longest = 0;
  let isOver = false;
  function turn(): void {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
    if (!isOver) setImmediate(turn);
  }
  setImmediate(turn);
  await act();
  isOver = true;
  await new Promise((resolve) => setImmediate(resolve));
  return longest;
}

/** Lets others lock the file too, as on a disk that keeps no locks: its owner holds it alone otherwise. */
async function share<Schema>(db: Kysely<Schema>): Promise<void> {
  for (const step of ['journal_mode = delete', 'locking_mode = normal', 'journal_mode = wal', 'page_count']) {
    await sql.raw(`pragma ${step}`).execute(db);
  }
}

async function fileOf<Schema>(db: Kysely<Schema>): Promise<string> {
  const { rows } = await sql<{ file: string }>`select file from pragma_database_list where name = 'main'`.execute(db);
  return rows[0]?.file ?? '';
}

test(
  'F14: while another process locks the store nothing is acknowledged, nothing stands still, and all goes on by itself',
  longTest,
  async () => {
    const dice = seeded(seed);
    const fired = countFired('F14');
    const hearing = [channel('C9')];
    const world = await openVirtualWorld({ limits: [], hearing, stateLasts: 4 * second });
    const { clock, store, service, platform, delivery } = world;
    const acknowledged: Incoming[] = [];

    /** Lets time pass until it is settled. */
    async function settled<Result>(promise: Promise<Result>): Promise<Result> {
      let isSettled = false;
      const settling = promise.finally(() => {
        isSettled = true;
      });
      await clock.runUntil(() => isSettled, 3 * minute);
      return settling;
    }

    const pass = (ms: number) => settled(clock.wait(ms));

    /** Whether it was acknowledged, and when (virtual milliseconds) it was asked for. */
    async function offer(incoming: Incoming) {
      const asked = clock.elapsed();
      const words = await delivery.inbox.accept(incoming).catch(async (error) => {
        expect(await refusal(Promise.reject(error))).toMatchObject({ code: 'unavailable' });
        return 'refused';
      });
      expect(clock.elapsed() - asked).toBeLessThanOrEqual(2 * second);
      if (words !== 'refused') acknowledged.push(incoming);
      return { incoming, asked, isTaken: words !== 'refused' };
    }

    await pass(10 * second);
    await share(store.db);
    const other = startLocker(await fileOf(store.db));
    for (let round = 0; round < Math.max(5, amount(100)); round += 1) {
      const hold = [100, second, 3 * second, 10 * second, 30 * second][round % 5] ?? 0;
      expect(await other.lock()).toBe('done');
      const freed = clock.elapsed() + hold;
      const offers: ReturnType<typeof offer>[] = [];
      for (let at = 0; at < 12; at += 1) {
        offers.push(offer(runRequest(`k${round}-${at}`, `C${at % 3}`, clock.now())));
        await pass(dice.below(hold / 12));
      }
      await pass(freed - clock.elapsed());
      expect(await other.free()).toBe('done');
      for (const { incoming, asked, isTaken } of await settled(Promise.all(offers))) {
        if (freed - asked > 2 * second) expect(isTaken).toBe(false);
        if (hold < 1.5 * second) expect(isTaken).toBe(true);
        if (!isTaken) {
          fired('F14');
          expect(await settled(offer(incoming))).toMatchObject({ isTaken: true });
        }
      }
      await pass(2 * minute);
      expect(brokenPromises({ service, platform, settings: { hearing } }, acknowledged, 0)).toEqual([]);
    }
    expect(fired.tell(`a locked store: ${acknowledged.length} requests`)).toEqual([]);
    const due = store.db.selectFrom('outbox').select('slot').where('dueAt', 'is not', null);
    expect(await due.execute()).toEqual([]);
    expect(service.ledger.submittedAgain).toEqual([]);
  },
);

test('F14: what is asked of a locked store at the same moment holds up nothing else of the process', async () => {
  const { store } = await openVirtualWorld({ limits: [] });
  await share(store.db);
  expect(await startLocker(await fileOf(store.db)).lock()).toBe('done');
  const work = () => sql`delete from inbox`.execute(store.db).catch(() => 'refused');
  const stalls: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    stalls.push(await longestStall(() => Promise.all(Array.from({ length: 20 }, work))));
  }
  // The smallest: a busy machine may hold up the others.
  expect(Math.min(...stalls)).toBeLessThan(100);
});

test('F14: what the embedded service has to write waits for a lock to go, and is written once', async () => {
  const file = join(temporaryFolder(), 'embedded.db');
  const db = openSqlite<EmbeddedSchema>(file, { exclusive: true });
  onTestFinished(() => db.destroy());
  await migrate(db, embeddedMigrations);
  await share(db);
  const fired = countFired('F14');
  const queue = createWriteQueue({ db, lastChange: 0, log: silentLog, committed: () => {} });
  const other = startLocker(file);
  const written: string[] = [];
  const add = (name: string) =>
    queue.add(
      {
        runId: 'run-1',
        async apply(tx) {
          await tx.insertInto('disabling').values({ name, version: 0, by: 'ada', at: 1 }).execute();
        },
      },
      'now',
    );
  for (let round = 0; round < amount(100); round += 1) {
    expect(await other.lock()).toBe('done');
    const names = Array.from({ length: 20 }, (_, at) => `p-${round}-${at}`);
    const adding = Promise.all(names.map(add));
    await expect.poll(queue.stalledBy, soon).toContain('held by another');
    fired('F14');
    expect(await other.free()).toBe('done');
    await adding;
    written.push(...names);
  }
  const rows = await db.selectFrom('disabling').select('name').execute();
  expect(rows.map(({ name }) => name).sort()).toEqual(written.sort());
  expect(queue.stalledBy()).toBeUndefined();
  expect(fired.tell('a locked store of the embedded service')).toEqual([]);
});

test('F14: no other program can lock the files of a running Pipehand', async () => {
  const at = await openRunning({ 'ok.yml': 'command: echo ok\n' });
  for (const name of ['pipehand.db', 'embedded.db']) {
    expect(await startLocker(join(at.home, name)).lock()).toContain('database is locked');
  }
});

test('F14: a server that starts while another program locks its store for a moment starts when that is over', async () => {
  const at = installationWith(note);
  mkdirSync(at.home);
  const other = startLocker(join(at.home, 'pipehand.db'));
  expect(await other.lock()).toBe('done');
  const starting = startServer(at);
  // It is opened before the locked one, and its tables are carried over from its WAL when it is closed because of that.
  const pageSize = 4_096;
  const carriedOver = () => statSync(join(at.home, 'embedded.db'), { throwIfNoEntry: false })?.size ?? 0;
  await expect.poll(carriedOver, soon).toBeGreaterThan(pageSize);
  expect(await other.free()).toBe('done');
  await starting;
});
