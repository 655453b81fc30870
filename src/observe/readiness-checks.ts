import { statfs } from 'node:fs/promises';
import { sql } from 'kysely';
import type { Migration } from '../store/migrate.ts';
import type { Store } from '../store/store.ts';
import type { ReadinessCheck } from './readiness.ts';

/** Below this share of free space writing will soon fail, and then it is too late to stop in good order. */
const scarceDisk = 0.05;

/** The store takes a write now: a row that is there already is written anew, and committed. */
export function storeCheck<Schema>(store: Store<Schema>): ReadinessCheck {
  return {
    name: 'store',
    async look() {
      await store.transaction((tx) =>
        sql`update migration set name = name where name = (select min(name) from migration)`.execute(tx),
      );
      return { ok: true, words: 'takes writes' };
    },
  };
}

/** Every migration that this Pipehand knows has been made, also when a backup was put back meanwhile. */
export function schemaCheck<Schema>(store: Store<Schema>, migrations: readonly Migration[]): ReadinessCheck {
  return {
    name: 'schema',
    async look() {
      const { rows } = await sql<{ name: string }>`select name from migration`.execute(store.db);
      const done = new Set(rows.map(({ name }) => name));
      const missing = migrations.filter(({ name }) => !done.has(name)).length;
      if (missing === 0) return { ok: true, words: 'is current' };
      return { ok: false, words: `is old: ${missing} of ${migrations.length} migrations are missing` };
    },
  };
}

/** The disk that holds `folder` has more than five per cent free; some network disks do not tell. */
export function diskCheck(folder: string): ReadinessCheck {
  return {
    name: 'disk',
    async look() {
      const { bavail, blocks } = await statfs(folder);
      const free = blocks === 0 ? 1 : bavail / blocks;
      return { ok: free > scarceDisk, words: `${Math.floor(free * 100)} % free, more than 5 % are needed` };
    },
  };
}

/** Pipehand is not about to end. */
export function drainCheck(isDraining: () => boolean): ReadinessCheck {
  return {
    name: 'intake',
    async look() {
      return isDraining() ? { ok: false, words: 'closed: Pipehand is ending' } : { ok: true, words: 'open' };
    },
  };
}

/** The pipeline service of this machine answers a question. Never for one elsewhere: its outage must not stop us. */
export function engineCheck(ask: () => Promise<unknown>): ReadinessCheck {
  return {
    name: 'engine',
    async look() {
      await ask();
      return { ok: true, words: 'answers' };
    },
  };
}

/**
 * The service of this machine has been looked at once: from then on nothing that happens there is missed. Never for one
 * elsewhere, for the same reason.
 */
export function watchCheck(hasLooked: () => Promise<boolean>): ReadinessCheck {
  return {
    name: 'watcher',
    async look() {
      return (await hasLooked())
        ? { ok: true, words: 'watches' }
        : { ok: false, words: 'has not looked at the pipeline service yet' };
    },
  };
}
