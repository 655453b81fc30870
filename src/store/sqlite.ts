import { accessSync, chmodSync, constants, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely';
import { UserError } from '../errors.ts';
import { hasNul, nulProblem } from './nul.ts';
import { endUse, forgetReaders, refuseUnsound } from './sound-file.ts';
import { storeProblem } from './store-problem.ts';

interface SqliteOptions {
  /** Holds the file for this process alone until it ends, however it ends; a second owner is refused. */
  exclusive: boolean;
  /** Refuses text with a NUL as `bad-value`, as PostgreSQL does. */
  refuseNul?: boolean;
}

/** Statements kept ready to be run again; there are fewer unless lists of every length are asked for. */
const mostStatements = 1_000;

/**
 * Opens a SQLite file through Kysely: WAL, and every commit synced to disk before it returns. Throws `UserError`
 * `unavailable` when the file is owned by another process, damaged, or cannot be written.
 */
export function openSqlite<Schema>(file: string, options: SqliteOptions): Kysely<Schema> {
  return inStoreWords(file, () => {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // SQLite calls a read-only disk an I/O error; the system says what it is.
    accessSync(dirname(file), constants.W_OK);
    refuseUnsound(file);
    // Waiting for a lock would hold up the whole event loop, so SQLite waits for none; callers try again.
    const database = new DatabaseSync(file);
    try {
      if (options.exclusive) database.exec('pragma locking_mode = exclusive');
      database.exec('pragma journal_mode = wal');
      database.exec('pragma synchronous = full; pragma foreign_keys = on; begin immediate; commit');
      forgetReaders(file);
      chmodSync(file, 0o600);
    } catch (error) {
      database.close();
      throw error;
    }
    const dialect = new SqliteDialect({ database: asKyselyDatabase(database, file, options) });
    return new Kysely<Schema>({ dialect });
  });
}

function asKyselyDatabase(database: DatabaseSync, file: string, options: SqliteOptions): SqliteDatabase {
  const statements = new Map<string, StatementSync>();

  function prepare(sql: string): StatementSync {
    const known = statements.get(sql);
    if (known) return known;
    if (statements.size >= mostStatements) statements.clear();
    const statement = inStoreWords(file, () => database.prepare(sql));
    statements.set(sql, statement);
    return statement;
  }

  function check(parameters: readonly unknown[]): SQLInputValue[] {
    if (options.refuseNul && hasNul(parameters)) throw new UserError(nulProblem);
    return parameters as SQLInputValue[];
  }

  return {
    close() {
      try {
        endUse(file);
      } finally {
        database.close();
      }
    },
    prepare(sql) {
      const statement = prepare(sql);
      // `all` also for RETURNING: a statement that is not stepped to its end holds back WAL checkpoints.
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => inStoreWords(file, () => statement.all(...check(parameters))),
        run: (parameters) => {
          // A full disk ends the transaction by itself; rolling back nothing must not hide that error behind its own.
          if (sql === 'rollback' && !database.isTransaction) return { changes: 0, lastInsertRowid: 0 };
          return inStoreWords(file, () => statement.run(...check(parameters)));
        },
        iterate: (parameters) => statement.iterate(...check(parameters)),
      };
    },
  };
}

/** Throws the refusal behind an error of the machine in place of it, with the error as its cause. */
function inStoreWords<Result>(file: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    const problem = storeProblem(error, file);
    throw problem ? new UserError(problem, { cause: error }) : error;
  }
}
