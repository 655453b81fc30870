import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort, postgresPrograms, startServer } from '../test/support/postgres-programs.ts';

/** A PostgreSQL of its own that syncs every commit to disk, as one in earnest does. */
export interface BenchPostgres {
  /** A new, empty database; answers its address. */
  createDatabase(): Promise<string>;
  remove(): Promise<void>;
}

/** Checkpoints and vacuums of earlier rounds must not fall into later ones. */
const settings = [
  ...['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=on', 'synchronous_commit=on'],
  ...['checkpoint_timeout=1h', 'max_wal_size=4GB', 'autovacuum=off', 'max_connections=60'],
];

/** Starts one on a free port; it also ends when this process does. */
export async function startPostgres(): Promise<BenchPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'pipehand-bench-postgres-'));
  const programs = postgresPrograms(folder);
  const data = join(folder, 'data');
  await programs.run('initdb', [
    '-D',
    data,
    '-U',
    'postgres',
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
  ]);
  const port = await freePort();
  const server = await startServer(programs, { data, port, settings });
  const addressOf = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`;
  let databases = 0;
  return {
    async createDatabase() {
      databases += 1;
      const name = `bench_${databases}`;
      const client = new Client({ connectionString: addressOf('postgres') });
      await client.connect();
      await client.query(`create database ${name}`).finally(() => client.end());
      return addressOf(name);
    },
    async remove() {
      await programs.stop(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
