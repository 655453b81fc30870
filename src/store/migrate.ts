import { type Kysely, sql, type Transaction } from 'kysely';
import { UserError } from '../errors.ts';
import { backUp } from './backup.ts';
import { backupsOf, howToRestore } from './backups-of.ts';
import { markUse } from './sound-file.ts';

/** What a migration may use: the schema builder, and raw SQL through kysely's `sql` template. */
type MigrationTools = Pick<Kysely<unknown>, 'schema' | 'getExecutor'>;

/**
 * One step of a schema. Names never change once released; `up` runs inside a transaction. Times are `bigint` in a shared
 * store: PostgreSQL's `integer` has 32 bits.
 */
export interface Migration {
  name: string;
  up(tools: MigrationTools): Promise<void>;
}

/** Any number that no other program takes for its lock in the same database: "pipe" in ASCII. */
const migrationLock = 0x70_69_70_65;

/**
 * Brings a SQLite database to the newest schema, all steps or none. One that holds something already is copied before, to
 * `<file>.before-<first new step>`, and from then on its WAL is missed when it is lost. A database from a newer Pipehand is
 * refused with `unavailable` and left alone.
 */
export async function migrate<Schema>(db: Kysely<Schema>, migrations: readonly Migration[]): Promise<void> {
  const file = await fileOf(db);
  const done = await doneSteps(db);
  const older = backupsOf(file).length > 0 ? ` To go back to what an older one left: ${howToRestore(file)}` : '';
  const fix = `Start the newer Pipehand, or choose another folder: PIPEHAND_HOME=<folder>.${older}`;
  const steps = pending(migrations, done, file, fix);
  const [next] = steps;
  if (next && done.size > 0) await backUp(db, file, next.name);
  if (next) await db.transaction().execute((tx) => carryOut(tx, steps));
  await markUse(db, file);
}

/**
 * The same for a PostgreSQL that several replicas open at once: one of them migrates, the others wait and find it done.
 * There is no copy: PostgreSQL undoes a failed step entirely, and backups are made by whoever runs it.
 */
export async function migrateShared<Schema>(db: Kysely<Schema>, migrations: readonly Migration[]): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`set local statement_timeout = 0`.execute(tx);
    await sql`select pg_advisory_xact_lock(${migrationLock})`.execute(tx);
    const done = await doneSteps(tx);
    const fix = 'Start the newer Pipehand, or name another database in DATABASE_URL.';
    await carryOut(tx, pending(migrations, done, 'This state', fix));
  });
}

async function fileOf<Schema>(db: Kysely<Schema>): Promise<string> {
  const { rows } = await sql<{ file: string }>`select file from pragma_database_list where name = 'main'`.execute(db);
  return rows[0]?.file ?? '';
}

async function doneSteps<Schema>(db: Kysely<Schema>): Promise<ReadonlySet<string>> {
  await sql`create table if not exists migration (name text primary key)`.execute(db);
  const { rows } = await sql<{ name: string }>`select name from migration`.execute(db);
  return new Set(rows.map(({ name }) => name));
}

function pending(
  migrations: readonly Migration[],
  done: ReadonlySet<string>,
  what: string,
  fix: string,
): readonly Migration[] {
  const known = new Set(migrations.map(({ name }) => name));
  const newer = [...done].find((name) => !known.has(name));
  if (newer !== undefined) {
    const message = `${what} was written by a newer Pipehand (schema "${newer}").`;
    throw new UserError({ code: 'unavailable', message, fix });
  }
  return migrations.filter(({ name }) => !done.has(name));
}

async function carryOut<Schema>(tx: Transaction<Schema>, steps: readonly Migration[]): Promise<void> {
  for (const step of steps) {
    await step.up(tx);
    await sql`insert into migration (name) values (${step.name})`.execute(tx);
  }
}
