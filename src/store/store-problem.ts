import { type Problem, UserError } from '../errors.ts';
import { howToRestore } from './backups-of.ts';
import { isPassingState } from './postgres-problem.ts';

/** SQLite's primary result codes that say something of the machine, not of our SQL (sqlite.org/rescode.html). */
const sqliteCodes = {
  perm: 3,
  busy: 5,
  locked: 6,
  readonly: 8,
  ioerr: 10,
  corrupt: 11,
  full: 13,
  cantopen: 14,
  notadb: 26,
} as const;

/** Codes of SQLite and of the system after which the same work can succeed a moment later. */
const passingCodes: ReadonlySet<unknown> = new Set([
  sqliteCodes.full,
  sqliteCodes.busy,
  sqliteCodes.locked,
  sqliteCodes.readonly,
  sqliteCodes.ioerr,
  'ENOSPC',
]);

/**
 * The refusal behind an error of SQLite or of the file system, or undefined when it is something else (a bug).
 * Decided by result codes, never by message text.
 */
export function storeProblem(error: unknown, file: string): Problem | undefined {
  const words = wordsFor(codeOf(error), file);
  return words && { code: 'unavailable', ...words };
}

/**
 * True when trying again later can help, also for the refusal made of such an error: the disk may be freed or made
 * writable again, a lock released, PostgreSQL back. Never for a commit that was not answered.
 */
export function isPassing(error: unknown): boolean {
  const code = codeOf(error);
  return passingCodes.has(code) || (typeof code === 'string' && isPassingState(code));
}

/** True when another process holds the file. */
export function isHeld(error: unknown): boolean {
  return codeOf(error) === sqliteCodes.busy;
}

/** The refusal of a file that cannot be read as a database. */
export function damaged(file: string): Problem {
  return {
    code: 'unavailable',
    message: `${file} is damaged: it is not a database that Pipehand can read.`,
    fix: howToRestore(file),
  };
}

function codeOf(error: unknown): string | number | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof UserError) return codeOf(error.cause);
  if ('errcode' in error && typeof error.errcode === 'number') return error.errcode & 0xff;
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function wordsFor(code: string | number | undefined, file: string): Omit<Problem, 'code'> | undefined {
  switch (code) {
    case sqliteCodes.full:
    case 'ENOSPC':
    case 'EDQUOT':
      return {
        message: `The disk that holds ${file} is full. Nothing was changed.`,
        fix: 'Free some space, then try again.',
      };
    case sqliteCodes.busy:
    case sqliteCodes.locked:
      return {
        message: `${file} is held by another Pipehand process that does not answer, or by a program that has it open.`,
        fix: 'Stop that process, or give this one a folder of its own: PIPEHAND_HOME=<folder>.',
      };
    case sqliteCodes.readonly:
    case sqliteCodes.perm:
    case sqliteCodes.cantopen:
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
    case 'ENOENT':
      return {
        message: `${file} cannot be written.`,
        fix: 'Make it and its folder writable for this user, or choose another one: PIPEHAND_HOME=<folder>.',
      };
    case sqliteCodes.corrupt:
    case sqliteCodes.notadb:
      return damaged(file);
    case sqliteCodes.ioerr:
    case 'EIO':
      return { message: `The disk that holds ${file} reports an error.`, fix: 'Check the disk, then try again.' };
    default:
      return undefined;
  }
}
