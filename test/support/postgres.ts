import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll } from 'vitest';
import { freePort, postgresPrograms, startServer } from './postgres-programs.ts';

/** The password of every database below, with each character that an address must encode. */
export const databasePassword = 'a/very?secret#p@ss:word%1';

/** A real PostgreSQL of its own. */
export interface TestPostgres {
  port: number;
  /** A new, empty database whose owner is no superuser; answers its `DATABASE_URL`. */
  createDatabase(options?: string): Promise<string>;
  /** Runs SQL as the superuser, in the database of `url` or beside all of them. */
  run(sql: string, url?: string): Promise<void>;
  start(): Promise<void>;
  /** Ends it as an operator does: connections are closed, and their work is undone. */
  stop(): Promise<void>;
}

/**
 * Called at the top of a test file: a PostgreSQL that starts when a test first asks for it, and ends with the file, also
 * when the file ends by force.
 */
export function usePostgres(): () => Promise<TestPostgres> {
  let started: Promise<TestPostgres & { remove(): Promise<void> }> | undefined;
  afterAll(async () => {
    await (await started)?.remove();
  });
  return () => {
    started ??= startPostgres();
    return started;
  };
}

/** What it writes need not outlive the machine, and few connections use it. */
const quick = [
  ...['listen_addresses=127.0.0.1', 'unix_socket_directories='],
  ...['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'wal_level=minimal', 'max_wal_senders=0'],
  ...['shared_buffers=16MB', 'max_connections=60', 'io_method=sync', 'autovacuum=off', 'deadlock_timeout=100ms'],
];

async function startPostgres(): Promise<TestPostgres & { remove(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'pipehand-postgres-'));
  const programs = postgresPrograms(folder);
  const port = await freePort();
  const password = join(folder, 'password');
  writeFileSync(password, databasePassword, { mode: 0o600 });
  programs.own(password);
  const data = join(folder, 'data');
  const form = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'];
  await programs.run('initdb', ['-D', data, '-U', 'postgres', `--pwfile=${password}`, ...form]);
  let server: ChildProcess | undefined;
  let databases = 0;

  function urlOf(role: string, database: string): string {
    return `postgres://${role}:${encodeURIComponent(databasePassword)}@127.0.0.1:${port}/${database}`;
  }

  async function run(sql: string, url = urlOf('postgres', 'postgres')): Promise<void> {
    const client = new Client({ connectionString: urlOf('postgres', new URL(url).pathname.slice(1)) });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  }

  async function start(): Promise<void> {
    server = await startServer(programs, { data, port, settings: quick });
  }

  async function stop(): Promise<void> {
    if (server) await programs.stop(server);
    server = undefined;
  }

  await start();
  await run(`create role pipehand login password '${databasePassword}'`);
  return {
    port,
    run,
    start,
    stop,
    async createDatabase(options = '') {
      databases += 1;
      await run(`create database test_${databases} owner pipehand ${options}`);
      return urlOf('pipehand', `test_${databases}`);
    },
    async remove() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
