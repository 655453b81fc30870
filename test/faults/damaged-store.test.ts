import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { Migration } from '../../src/store/migrate.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { refusal } from '../contracts/store.ts';
import { type ItemSchema, itemMigrations, keys, put, tableStep } from '../store/items.ts';
import { amount } from '../support/generated.ts';
import { type Installation, pipehand, startServer } from '../support/pipehand.ts';
import { openRunning } from '../support/running-pipehand.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { countFired } from './fired.ts';
import { longTest, seed, seeded } from './seeded.ts';

/** The bytes of a database and of all that stands beside it, but for the empty files that SQLite makes for readers. */
function bytesOf(file: string): Readonly<Record<string, string>> {
  const names = readdirSync(dirname(file)).filter((name) => name.startsWith(basename(file)) && !name.endsWith('-shm'));
  const bytes = names.map((name) => [name, readFileSync(join(dirname(file), name))] as const);
  const digest = (content: Buffer) => createHash('sha256').update(content).digest('hex');
  return Object.fromEntries(
    bytes
      .filter(([name, content]) => !(name.endsWith('-wal') && content.length === 0))
      .map(([name, content]) => [name, digest(content)]),
  );
}

/** Overwrites the beginning of the page where SQLite begins to look for anything in one of its tables. */
function spoilPage(file: string, table: string, junk: Uint8Array): void {
  const database = new DatabaseSync(file, { readOnly: true });
  const row = database.prepare('select rootpage from sqlite_schema where name = ?').get(table);
  database.close();
  const bytes = readFileSync(file);
  bytes.set(junk, (Number(row?.rootpage) - 1) * 4_096);
  writeFileSync(file, bytes);
}

/** What no page of a database begins with. */
const junk = (length: number) => new Uint8Array(length).fill(0xa5);

interface Damage {
  name: string;
  file: 'pipehand.db' | 'embedded.db';
  command: 'start' | 'say';
  /** The home of a process that was killed, or of one that ended. */
  left: 'killed' | 'ended';
  hasBackup: boolean;
  how(file: string): void;
  says: string;
}

const damages: readonly Damage[] = [
  {
    name: 'a page that was overwritten',
    file: 'embedded.db',
    command: 'start',
    left: 'ended',
    hasBackup: false,
    how: (file) => spoilPage(file, 'run', junk(64)),
    says: 'embedded.db is damaged',
  },
  {
    name: 'no WAL after a crash',
    file: 'pipehand.db',
    command: 'start',
    left: 'killed',
    hasBackup: true,
    how: (file) => rmSync(`${file}-wal`),
    says: 'pipehand.db-wal is missing',
  },
  {
    name: 'a newer schema',
    file: 'pipehand.db',
    command: 'say',
    left: 'ended',
    hasBackup: true,
    how: (file) => run(file, "insert into migration values ('delivery-999-later')"),
    says: 'pipehand.db was written by a newer Pipehand (schema "delivery-999-later")',
  },
];

/** What a process said that ended with 3; `start` and `say` are refused alike. */
async function refusedWith(at: Installation, command: 'start' | 'say'): Promise<string> {
  if (command === 'start') {
    const error = await startServer(at).catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(/^Error: the server ended with 3: /);
    return String(error).replaceAll(/\s+/g, ' ');
  }
  const { code, out, err } = await pipehand(at, ['say', 'list']);
  expect([code, out]).toEqual([3, '']);
  return err.replaceAll(/\s+/g, ' ');
}

test(
  'F16: a store that is of no use is named at the start with the way back, it ends with 3, and nothing of it is changed',
  longTest,
  async () => {
    const fired = countFired('F16');
    const folder = temporaryFolder();
    const running = await openRunning({ 'ok.yml': 'command: echo ok\n' });
    cpSync(running.home, join(folder, 'killed'), { recursive: true });
    await running.close();
    cpSync(running.home, join(folder, 'ended'), { recursive: true });

    await Promise.all(
      damages.map(async ({ name, file, command, left, hasBackup, how, says }) => {
        const home = join(folder, `home of ${name}`);
        cpSync(join(folder, left), home, { recursive: true });
        const damaged = join(home, file);
        const backup = `${damaged}.before-delivery-002`;
        if (hasBackup) copyFileSync(join(folder, 'ended', file), backup);
        how(damaged);
        const before = bytesOf(damaged);
        const words = await refusedWith({ home, pipelines: folder }, command);
        expect(words).toContain(join(home, says));
        expect([name, words.includes(`restore the newest backup: cp`)]).toEqual([name, hasBackup]);
        if (hasBackup) expect(words).toContain(backup);
        expect([name, bytesOf(damaged)]).toEqual([name, before]);
        fired('F16');
      }),
    );
    expect(fired.tell('a store that is of no use')).toEqual([]);
  },
);

/** One store with more than a page of everything, as it is after a crash and after its end, with the copy of an upgrade. */
async function makeImages() {
  const file = join(temporaryFolder(), 'pipehand.db');
  const old = await open(file, itemMigrations);
  for (let at = 0; at < 40; at += 1) await put(old, `old-${at}`, at, 'x'.repeat(500));
  await old.close();
  const store = await open(file, newer);
  await put(store, 'new');
  const killed = join(temporaryFolder(), 'killed');
  cpSync(dirname(file), killed, { recursive: true });
  await store.close();
  return { killed, ended: dirname(file) };
}

const newer: readonly Migration[] = [...itemMigrations, tableStep('one')];

function open(file: string, migrations = newer): Promise<Store<ItemSchema>> {
  return openSqliteStore<ItemSchema>({ file, migrations, clock: systemClock });
}

function copyOf(image: string): string {
  const folder = join(temporaryFolder(), 'home');
  cpSync(image, folder, { recursive: true, preserveTimestamps: true });
  return join(folder, 'pipehand.db');
}

function run(file: string, statement: string): void {
  const database = new DatabaseSync(file);
  database.exec(statement);
  database.close();
}

async function takenFrom(file: string, migrations = newer): Promise<number> {
  const store = await open(file, migrations);
  try {
    return (await keys(store)).length;
  } finally {
    await store.close();
  }
}

test(
  'F16: whatever is done to a file, it is refused and left alone, or nothing is missing; and the way back leads back',
  longTest,
  async () => {
    const dice = seeded(seed);
    const fired = countFired('F16');
    const images = await makeImages();
    const ways = ['cut off', 'short of a byte', 'emptied', 'overwritten', 'replaced', 'without its WAL'] as const;
    const rounds = Math.max(2 * ways.length, amount(300));
    for (let round = 0; round < rounds; round += 1) {
      const left = round % 2 === 0 ? 'killed' : 'ended';
      const file = copyOf(images[left]);
      const size = statSync(file).size;
      const way = ways[Math.floor(round / 2) % ways.length];
      if (way === 'cut off') truncateSync(file, dice.below(size));
      if (way === 'short of a byte') truncateSync(file, size - 1);
      if (way === 'emptied') truncateSync(file, 0);
      if (way === 'overwritten')
        spoilPage(file, dice.pick(['item', 'sqlite_autoindex_item_1', 'migration']), junk(8 + dice.below(500)));
      if (way === 'replaced') writeFileSync(file, Buffer.from(Array.from({ length: size }, () => dice.below(256))));
      if (way === 'without its WAL') rmSync(`${file}-wal`, { force: true });
      const before = bytesOf(file);
      const outcome = await takenFrom(file).catch(async (error) => refusal(Promise.reject(error)));
      if (typeof outcome === 'number') {
        // What the WAL has anew is not missed in the file, and after a good end there is no WAL to be lost.
        const canBeWhole = left === 'killed' || way === 'without its WAL';
        expect([left, way, canBeWhole, outcome]).toEqual([left, way, true, 41]);
        continue;
      }
      fired('F16');
      expect([left, way, outcome.code]).toEqual([left, way, 'unavailable']);
      expect([left, way, bytesOf(file)]).toEqual([left, way, before]);
      expect(await refusal(takenFrom(file))).toEqual(outcome);
      const wayBack = /cp .*/.exec(outcome.fix ?? '')?.[0];
      const away = spawnSync('sh', ['-c', `mkdir away && mv ${file} ${file}-* away; ${wayBack}`], {
        cwd: dirname(file),
      });
      expect(String(away.stderr).replaceAll(/^mv: .*-\*.*\n/gm, '')).toBe('');
      expect([left, way, await takenFrom(file)]).toEqual([left, way, 40]);
    }
    expect(fired.tell(`a file that something was done to: ${rounds} times`)).toEqual([]);
  },
);

test('a WAL that another program carried over after a crash is not missed', async () => {
  const file = copyOf((await makeImages()).killed);
  run(file, 'pragma wal_checkpoint(truncate)');
  expect(existsSync(`${file}-wal`)).toBe(false);
  expect(await takenFrom(file)).toBe(41);
});

test('F16: a file that may not be written is named, with what to do', async ({ skip }) => {
  const [program = '', ...rights] = process.getuid?.() === 0 ? withoutRightsOverFiles : [];
  skip(program !== '' && spawnSync(program, [...rights, 'true']).status !== 0, 'root cannot be kept from writing');
  const file = copyOf((await makeImages()).ended);
  chmodSync(file, 0o400);
  const opening = `import { openSqlite } from ${JSON.stringify(sqlite)}; openSqlite(${JSON.stringify(file)}, { exclusive: true });`;
  const node = [process.execPath, '--input-type=module', '--disable-warning=ExperimentalWarning', '-e', opening];
  const [first = '', ...others] = program === '' ? node : [program, ...rights, ...node];
  expect(String(spawnSync(first, others).stderr)).toContain(`UserError: ${file} cannot be written.`);
});

/** Runs what follows as a root that may only do with files what their modes say. */
const withoutRightsOverFiles = ['setpriv', '--bounding-set', '-dac_override,-dac_read_search'];

const sqlite = new URL('../../src/store/sqlite.ts', import.meta.url).href;
