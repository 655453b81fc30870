import { cpSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openChangeFeed } from '../../src/pipelines/embedded/change-feed.ts';
import { homeAt } from '../../src/pipelines/embedded/home.ts';
import { embeddedMigrations } from '../../src/pipelines/embedded/migrations.ts';
import { createRunReads } from '../../src/pipelines/embedded/run-reads.ts';
import type { EmbeddedDatabase, EmbeddedSchema } from '../../src/pipelines/embedded/schema.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { longestTurn } from '../support/longest-turn.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A database as an older version left it, with so many runs that ended one after the other. */
async function olderDatabase(home: string, runs: number): Promise<void> {
  const db = openSqlite<EmbeddedSchema>(homeAt(home).database, { exclusive: true });
  await migrate(
    db,
    embeddedMigrations.filter(({ name }) => name < '004'),
  );
  await sql`insert into graph (digest, json) values ('d', '{}')`.execute(db);
  await addRuns(db, 1, runs);
  await db.destroy();
}

/** Adds the runs `first` to `last`; each is its own change. */
async function addRuns(db: EmbeddedDatabase, first: number, last: number): Promise<void> {
  await sql`
    with recursive numbers (n) as (select cast(${first} as integer) union all select n + 1 from numbers where n < cast(${last} as integer))
    insert into run (id, number, shortId, pipeline, experiment, status, submittedBy, submittedAt, startedAt, endedAt,
      graph, parametersJson, givenJson, tagsJson, noticesJson, changed)
    select 'r' || n, n, 'S' || n, 'churn', 'e', 'Completed', 'terminal:ada', n, n, n + 60000, 'd', '[]', '{}', '{}', '[]', n
    from numbers`.execute(db);
  await sql`
    insert into step (id, runId, name, position, status, attempt)
    select id || '_1', id, 'train', 0, 'Completed', 1 from run where number >= cast(${first} as integer)`.execute(db);
}

async function open(home: string) {
  const db = openSqlite<EmbeddedSchema>(homeAt(home).database, { exclusive: true });
  await migrate(db, embeddedMigrations);
  const reads = createRunReads(db, homeAt(home));
  return { db, reads, changesSince: await openChangeFeed(db, reads) };
}

test('thousands of changes are told of part by part, in order, and reading them holds up nothing', async () => {
  const home = temporaryFolder();
  await olderDatabase(home, 3_000);
  const { db, reads, changesSince } = await open(home);
  const seen: string[] = [];
  const feed = await longestTurn(async () => {
    let at = '0';
    for (let kind = 'some'; kind === 'some'; ) {
      const changes = await changesSince(at);
      seen.push(...changes.runs.map(({ id }) => id));
      ({ kind, cursor: at } = changes);
      await setImmediate();
    }
  });
  const list = await longestTurn(() => reads.list({ limit: 3_000 }));
  expect(Math.max(feed, list)).toBeLessThan(200);
  expect(seen).toEqual(Array.from({ length: 3_000 }, (_, n) => `r${n + 1}`));
  await db.destroy();
});

test('cursors of an older version go on after an upgrade; those of another database, or of a newer state, do not', async () => {
  const [home, copy, elsewhere] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  await olderDatabase(home, 20);
  await olderDatabase(elsewhere, 60);
  const upgraded = await open(home);
  const after = async (cursor: string) => {
    const { kind, runs } = await upgraded.changesSince(cursor);
    return [kind, ...runs.map(({ id }) => id)];
  };
  expect(await after('18')).toEqual(['all', 'r19', 'r20']);
  expect(await after('21')).toEqual(['begin']);
  await addRuns(upgraded.db, 21, 22);
  expect(await after('20')).toEqual(['all', 'r21', 'r22']);
  expect(await after('21')).toEqual(['begin']);
  const { cursor: early } = await upgraded.changesSince(undefined);
  await upgraded.db.destroy();
  cpSync(home, copy, { recursive: true });

  const again = await open(home);
  await addRuns(again.db, 23, 40);
  const { cursor: late } = await again.changesSince(early);
  expect(await again.changesSince(late)).toEqual({ kind: 'all', runs: [], cursor: late });
  const other = await open(elsewhere);
  expect(await other.changesSince(early)).toMatchObject({ kind: 'begin', runs: [] });
  await again.db.destroy();

  const older = await open(copy);
  expect(await older.changesSince(early)).toEqual({ kind: 'all', runs: [], cursor: early });
  expect(await older.changesSince(late)).toEqual({ kind: 'begin', runs: [], cursor: early });
  await older.db.destroy();
  await other.db.destroy();
});
