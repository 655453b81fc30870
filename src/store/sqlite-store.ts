import type { Clock } from '../clock.ts';
import { type Migration, migrate } from './migrate.ts';
import { openSqlite } from './sqlite.ts';
import type { Store } from './store.ts';
import { tryForAWhile } from './try-for-a-while.ts';

interface SqliteStoreOptions {
  /** Absolute path; its folder is made. */
  file: string;
  /** Of all rooms; each name once. */
  migrations: readonly Migration[];
  clock: Clock;
}

/**
 * Opens the store of a single process, brought to the newest schema. The file belongs to this process until it ends.
 * Throws `unavailable` when it is held by another one, damaged, from a newer Pipehand, or cannot be written.
 */
export async function openSqliteStore<Schema>(options: SqliteStoreOptions): Promise<Store<Schema>> {
  const { file, migrations, clock } = options;
  const db = openSqlite<Schema>(file, { exclusive: true, refuseNul: true });
  try {
    await tryForAWhile(clock, () => migrate(db, migrations));
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    db,
    isShared: false,
    transaction: (work) => tryForAWhile(clock, () => db.transaction().execute(work)),
    close: () => db.destroy(),
  };
}
