import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Pool } from 'pg';
import type { StoreAddress } from '../test/support/store-address.ts';
import { startPostgres } from './postgres.ts';

/** A bare table, into which a row is inserted and committed at each call. */
interface Floor {
  insert(key: string, text: string): Promise<unknown>;
  close(): Promise<void>;
}

/** A kind of store, and what it does without Pipehand. */
export interface StoreKind {
  name: string;
  newAddress(): Promise<StoreAddress>;
  openFloor(): Promise<Floor>;
}

/** Both kinds, each with everything that it writes synced to the same disk. */
export async function openStoreKinds(): Promise<{ kinds: readonly StoreKind[]; remove(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'pipehand-bench-'));
  const postgres = await startPostgres();
  let files = 0;

  function newFile(): string {
    files += 1;
    return join(folder, `${files}.db`);
  }

  const sqlite: StoreKind = {
    name: 'SQLite',
    newAddress: async () => ({ file: newFile() }),
    openFloor: async () => sqliteFloor(newFile()),
  };
  const postgresql: StoreKind = {
    name: 'PostgreSQL',
    newAddress: async () => ({ url: await postgres.createDatabase() }),
    async openFloor() {
      // As many connections as Pipehand's own store has.
      const pool = new Pool({ connectionString: await postgres.createDatabase(), max: 10 });
      await pool.query('create table bare (key text primary key, text text not null)');
      return {
        insert: (key, text) => pool.query('insert into bare values ($1, $2)', [key, text]),
        close: () => pool.end(),
      };
    },
  };
  return {
    kinds: [sqlite, postgresql],
    async remove() {
      await postgres.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What SQLite does where every commit is synced to disk. */
export function sqliteFloor(file: string): Floor {
  const database = new DatabaseSync(file);
  database.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full');
  database.exec('create table bare (key text primary key, text text not null)');
  const statement = database.prepare('insert into bare values (?, ?)');
  return {
    insert: async (key, text) => statement.run(key, text),
    close: async () => database.close(),
  };
}
