import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Clock, systemClock } from '../../src/clock.ts';
import type { Migration } from '../../src/store/migrate.ts';
import type { Store } from '../../src/store/store.ts';
import { usePostgres } from './postgres.ts';
import { openStoreAt, type StoreAddress } from './store-address.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A place for one store, empty at first. */
export interface StorePlace {
  address: StoreAddress;
  /** Opens it, as often as wanted; closed when the test is over. */
  open<Schema>(migrations: readonly Migration[], clock?: Clock): Promise<Store<Schema>>;
}

/** A kind of store. */
export interface StoreKind {
  name: string;
  newPlace(): Promise<StorePlace>;
}

/** Both kinds of store. Called at the top of a test file; its PostgreSQL starts with the first place in it. */
export function storeKinds(): readonly StoreKind[] {
  const postgres = usePostgres();
  return [
    { name: 'SQLite', newPlace: async () => placeAt({ file: join(temporaryFolder(), 'pipehand.db') }) },
    { name: 'PostgreSQL', newPlace: async () => placeAt({ url: await (await postgres()).createDatabase() }) },
  ];
}

function placeAt(address: StoreAddress): StorePlace {
  return {
    address,
    async open<Schema>(migrations: readonly Migration[], clock = systemClock) {
      const store = await openStoreAt<Schema>(address, migrations, clock);
      onTestFinished(() => store.close());
      return store;
    },
  };
}

/** Time that passes at once when it is waited for. */
export function hurriedClock(): Clock {
  let at = 0;
  return {
    now: () => at,
    elapsed: () => at,
    async wait(ms) {
      at += ms;
    },
  };
}
