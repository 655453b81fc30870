import { randomInt } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { type Kysely, sql } from 'kysely';
import { type Problem, UserError } from '../errors.ts';
import { backupsOf, howToRestore } from './backups-of.ts';
import { damaged } from './store-problem.ts';

/**
 * Throws when the file is there and cannot be used: not writable, not a database, damaged, or parted from its WAL. It is
 * only read for that, because SQLite carries a WAL over when it closes what it may write. Takes about a second for each
 * gigabyte.
 */
export function refuseUnsound(file: string): void {
  if (!existsSync(file)) return;
  accessSync(file, constants.W_OK);
  const wal = sizeOf(walOf(file));
  // SQLite takes an empty file for a new database, which it is only where nothing tells of an older one.
  if (sizeOf(file) === 0 && (wal > 0 || backupsOf(file).length > 0)) throw new UserError(damaged(file));
  // The very first transaction was cut off, and whoever only reads cannot undo it.
  if (existsSync(`${file}-journal`)) return;
  const mark = existsSync(markOf(file)) ? readFileSync(markOf(file), 'utf8') : undefined;
  const database = new DatabaseSync(file, { readOnly: true });
  const pragma = (name: string) => Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0];
  try {
    const found = pragma('quick_check(1)');
    if (found !== 'ok') throw new UserError(damaged(file), { cause: new Error(String(found)) });
    if (wal > 0) return;
    if (mark !== undefined && mark !== String(pragma('user_version'))) throw new UserError(withoutWal(file));
    // What is missing of the last page would be taken for zeros.
    if (sizeOf(file) < Number(pragma('page_count')) * Number(pragma('page_size'))) throw new UserError(damaged(file));
  } catch (error) {
    if (!isForRoom(error)) throw error;
  } finally {
    database.close();
  }
}

/** A reader needs a file beside the database, and a disk that is full is told of when it is written to. */
function isForRoom(error: unknown): boolean {
  // SQLITE_IOERR_SHMSIZE (sqlite.org/rescode.html).
  const noRoomForReaders = 4_874;
  return error instanceof Error && 'errcode' in error && error.errcode === noRoomForReaders;
}

/** Removes what readers left; only for the owner of the file. */
export function forgetReaders(file: string): void {
  rmSync(`${file}-shm`, { force: true });
}

/**
 * Notes in the WAL and beside it that this process, which owns the file, uses it. Where the next one finds only the note
 * beside it, the WAL was lost; other programs that open the file after a crash carry it over, with the note in it.
 */
export async function markUse<Schema>(db: Kysely<Schema>, file: string): Promise<void> {
  endUse(file);
  const mark = randomInt(1, 2 ** 31);
  await sql`pragma user_version = ${sql.lit(mark)}`.execute(db);
  writeFileSync(markOf(file), String(mark), { mode: 0o600 });
}

/** Takes the note beside the file back; the WAL may go now. */
export function endUse(file: string): void {
  rmSync(markOf(file), { force: true });
}

function markOf(file: string): string {
  return `${file}-open`;
}

function walOf(file: string): string {
  return `${file}-wal`;
}

/** Bytes; none where there is no file. */
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function withoutWal(file: string): Problem {
  return {
    code: 'unavailable',
    message: `${walOf(file)} is missing or empty. It held what was done last before Pipehand was ended by force.`,
    details: [`To go on without what it held: rm ${markOf(file)}`],
    fix: `Put it back. Where it is lost: ${howToRestore(file)}`,
  };
}
