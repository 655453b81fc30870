import type { Clock } from '../../src/clock.ts';
import type { Migration } from '../../src/store/migrate.ts';
import { openPostgresStore } from '../../src/store/postgres-store.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';

/** Where a store is kept: what another process needs to open it too. */
export type StoreAddress = { file: string } | { url: string };

/** Opens the store that is kept there. */
export function openStoreAt<Schema>(
  address: StoreAddress,
  migrations: readonly Migration[],
  clock: Clock,
): Promise<Store<Schema>> {
  return 'file' in address
    ? openSqliteStore<Schema>({ ...address, migrations, clock })
    : openPostgresStore<Schema>({ ...address, migrations, clock });
}
