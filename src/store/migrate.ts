import { type Kysely, sql } from 'kysely';
import { UserError } from '../errors.ts';

/** What a migration may use: the schema builder, and raw SQL through kysely's `sql` template. */
type MigrationTools = Pick<Kysely<unknown>, 'schema' | 'getExecutor'>;

/** One step of a schema. Names never change once released; `up` runs inside a transaction. */
export interface Migration {
  name: string;
  up(tools: MigrationTools): Promise<void>;
}

/**
 * Brings a database to the newest schema, each step in a transaction of its own with the note that it was done. A
 * database from a newer Pipehand is refused with `unavailable` and left alone.
 */
export async function migrate<Schema>(db: Kysely<Schema>, migrations: readonly Migration[]): Promise<void> {
  await sql`create table if not exists migration (name text primary key)`.execute(db);
  const { rows } = await sql<{ name: string }>`select name from migration`.execute(db);
  const known = new Set(migrations.map(({ name }) => name));
  const done = new Set(rows.map(({ name }) => name));
  const newer = [...done].find((name) => !known.has(name));
  if (newer !== undefined) {
    throw new UserError({
      code: 'unavailable',
      message: `This state was written by a newer Pipehand (schema "${newer}").`,
      fix: 'Start the newer Pipehand, or choose another folder: PIPEHAND_HOME=<folder>.',
    });
  }
  for (const migration of migrations) {
    if (done.has(migration.name)) continue;
    await db.transaction().execute(async (tx) => {
      await migration.up(tx);
      await sql`insert into migration (name) values (${migration.name})`.execute(tx);
    });
  }
}
