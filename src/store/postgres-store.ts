import { Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from 'kysely';
import type { Clock } from '../clock.ts';
import { UserError } from '../errors.ts';
import { type Migration, migrateShared } from './migrate.ts';
import { createPostgresDriver, type Patience } from './postgres-driver.ts';
import type { PostgresServer } from './postgres-problem.ts';
import { readDatabaseUrl } from './postgres-url.ts';
import type { Store } from './store.ts';
import { tryForAWhile } from './try-for-a-while.ts';

/** A lost PostgreSQL is noticed in four seconds at most; with the tries before it an error takes five. */
const working: Patience = { connect: 2_000, statement: 3_000, answer: 4_000, pause: 5_000 };

/** A new index of a large table takes its time, and so does waiting for another replica that makes it. */
const migrating: Patience = { connect: 2_000, statement: 0, answer: 600_000, pause: 60_000 };

interface PostgresOptions {
  /** `DATABASE_URL`. Its password is never part of a message. */
  url: string;
  /** Of all rooms; each name once. */
  migrations: readonly Migration[];
  clock: Clock;
}

/**
 * Opens the store that several replicas share, brought to the newest schema: in one transaction, by one replica at a
 * time, and without a backup, which is the affair of whoever runs the server. Throws `bad-setting` for a bad address and
 * `unavailable` when the server cannot be used. A server that is lost later is taken up again when it is back.
 */
export async function openPostgresStore<Schema>(options: PostgresOptions): Promise<Store<Schema>> {
  const { url, migrations, clock } = options;
  const server = readDatabaseUrl(url);
  await tryForAWhile(clock, async () => {
    const db = connectTo<Schema>(url, server, migrating);
    try {
      await refuseOtherEncodings(db, server);
      await migrateShared(db, migrations);
    } finally {
      await db.destroy();
    }
  });
  const db = connectTo<Schema>(url, server, working);
  return {
    db,
    isShared: true,
    transaction: (work) => tryForAWhile(clock, () => db.transaction().execute(work)),
    close: () => db.destroy(),
  };
}

function connectTo<Schema>(url: string, server: PostgresServer, patience: Patience): Kysely<Schema> {
  return new Kysely<Schema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => createPostgresDriver(url, server, patience),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
}

/** Else the first smiley that somebody writes would be an error nobody understands. */
async function refuseOtherEncodings<Schema>(db: Kysely<Schema>, { address, database }: PostgresServer): Promise<void> {
  const { rows } = await sql<{ server_encoding: string }>`show server_encoding`.execute(db);
  const encoding = rows[0]?.server_encoding;
  if (encoding === 'UTF8') return;
  throw new UserError({
    code: 'unavailable',
    message: `The database "${database}" of PostgreSQL at ${address} keeps text as ${encoding}, which lacks most characters.`,
    fix: "Create one with: create database pipehand encoding 'UTF8' template template0.",
  });
}
