import type { Kysely, Transaction } from 'kysely';

/** The database of everything but the engine: SQLite in the home, or PostgreSQL for several replicas. */
export interface Store<Schema> {
  /** For reading, and for a single statement that may fail: what is done here is tried once. */
  readonly db: Kysely<Schema>;
  /** Other processes may use the same store; false for SQLite, which one process holds alone. */
  readonly isShared: boolean;
  /**
   * Runs `work` in one transaction, and again from its beginning while the store cannot take it for now (a lock, a full
   * disk, a connection that was lost before the commit), for two seconds at most; then throws `unavailable`, and nothing
   * was changed. A connection to PostgreSQL that is lost during the commit throws `unavailable` at once, and then it is
   * not known whether everything or nothing was changed. `work` must have no effect outside the transaction, must do
   * everything through `tx`, and must pass on the error of a statement: PostgreSQL takes no other one after it.
   */
  transaction<Result>(work: (tx: Transaction<Schema>) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}
