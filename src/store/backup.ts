import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { type Kysely, sql } from 'kysely';
import { UserError } from '../errors.ts';
import { backupsOf } from './backups-of.ts';
import { storeProblem } from './store-problem.ts';

/** Enough to go back over one upgrade that was noticed late. */
const keptBackups = 2;

/**
 * Copies a SQLite database to `<its file>.before-<migration>`, whole and readable by its owner only, and keeps the newest
 * two such copies. A copy that was not finished has another name. Throws `unavailable` when there is no room for it.
 */
export async function backUp<Schema>(db: Kysely<Schema>, file: string, migration: string): Promise<void> {
  const unfinished = `${file}.unfinished-backup`;
  try {
    // SQLite fills an empty file, and makes a new one readable for everybody.
    writeFileSync(unfinished, '', { mode: 0o600 });
    await sql`vacuum into ${unfinished}`.execute(db);
    renameSync(unfinished, `${file}.before-${migration}`);
  } catch (error) {
    const problem = storeProblem(error, file);
    throw problem ? new UserError(problem, { cause: error }) : error;
  } finally {
    rmSync(unfinished, { force: true });
  }
  for (const old of backupsOf(file).slice(keptBackups)) rmSync(old);
}
