import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import { type QueryResult as Answer, DatabaseError, Pool, type PoolClient } from 'pg';
import { UserError } from '../errors.ts';
import {
  ConnectionLost,
  endsConnection,
  type PostgresServer,
  postgresProblem,
  UnknownOutcome,
} from './postgres-problem.ts';

/** How long (milliseconds) PostgreSQL may take. */
export interface Patience {
  /** For a connection, also for one of ours to become free. */
  connect: number;
  /** For a statement, by PostgreSQL's own clock; 0 is for ever. */
  statement: number;
  /** For an answer: longer than `statement`, so that it runs out only when PostgreSQL or the way to it is dead. */
  answer: number;
  /** Between two statements of a transaction: a frozen process must not hold its locks for ever. */
  pause: number;
}

/** Commands that say how many rows they changed. */
const counting = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

/**
 * PostgreSQL for Kysely. In place of Kysely's own driver, because that one passes on the error of a failed rollback
 * instead of the one before it, does not tell a lost COMMIT from another lost statement, and waits for ever.
 */
export function createPostgresDriver(url: string, server: PostgresServer, patience: Patience): Driver {
  const pool = new Pool({
    connectionString: url,
    application_name: 'pipehand',
    max: 10,
    keepAlive: true,
    connectionTimeoutMillis: patience.connect,
    statement_timeout: patience.statement,
    idle_in_transaction_session_timeout: patience.pause,
  });
  const clients = new WeakMap<DatabaseConnection, PoolClient>();
  const lost = new WeakSet<PoolClient>();
  const lossesBefore = new WeakMap<PoolClient, number>();
  let losses = 0;

  // The pool has dropped the connection already; an event that nobody listens to would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => {
    lossesBefore.set(client, losses);
    client.setTypeParser(20, wholeNumber);
    client.setTypeParser(1700, Number);
    client.on('error', () => lose(client));
  });

  function lose(client: PoolClient): void {
    lost.add(client);
    losses += 1;
  }

  /** A connection younger than the last loss: whatever cut one has often cut the others too, without a word. */
  async function connect(): Promise<PoolClient> {
    for (;;) {
      const client = await pool.connect().catch((error) => {
        throw inStoreWords(error instanceof DatabaseError ? error : connectionLost(error));
      });
      if (lossesBefore.get(client) === losses) return client;
      client.release(true);
    }
  }

  async function ask(client: PoolClient, text: string, values: readonly unknown[] = []): Promise<Answer> {
    const silence = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      lose(client);
      silence.reject(new ConnectionLost(`no answer within ${patience.answer} ms`));
    }, patience.answer);
    try {
      return await Promise.race([client.query(text, [...values]), silence.promise]);
    } catch (error) {
      if (error instanceof DatabaseError && endsConnection(error.code ?? '')) lose(client);
      throw inStoreWords(lost.has(client) && !(error instanceof DatabaseError) ? connectionLost(error) : error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The refusal behind an error, with the error as its cause; any other error as it is. */
  function inStoreWords(error: unknown): unknown {
    const problem = postgresProblem(error, server);
    return problem ? new UserError(problem, { cause: error }) : error;
  }

  function clientOf(connection: DatabaseConnection): PoolClient {
    const client = clients.get(connection);
    if (!client) throw new Error('this connection belongs to another driver');
    return client;
  }

  return {
    async init() {},

    async acquireConnection() {
      const client = await connect();
      const connection: DatabaseConnection = {
        async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
          const { command, rowCount, rows } = await ask(client, sql, parameters);
          return { rows, ...(counting.has(command) && { numAffectedRows: BigInt(rowCount ?? 0) }) };
        },
        streamQuery() {
          throw new Error('the store streams no rows');
        },
      };
      clients.set(connection, client);
      return connection;
    },

    async beginTransaction(connection, { isolationLevel }) {
      await ask(clientOf(connection), isolationLevel ? `begin isolation level ${isolationLevel}` : 'begin');
    },

    async commitTransaction(connection) {
      const client = clientOf(connection);
      const wasLost = lost.has(client);
      const { command } = await ask(client, 'commit').catch((error) => {
        throw lost.has(client) && !wasLost
          ? inStoreWords(new UnknownOutcome('no answer to a commit', { cause: error }))
          : error;
      });
      if (command === 'ROLLBACK') throw new Error('a statement of this transaction failed, so nothing was kept');
    },

    /** Never throws: what went wrong before is what matters, and PostgreSQL undoes what it loses the connection to. */
    async rollbackTransaction(connection) {
      const client = clientOf(connection);
      if (!lost.has(client)) await ask(client, 'rollback').catch(() => lose(client));
    },

    async releaseConnection(connection) {
      const client = clientOf(connection);
      client.release(lost.has(client));
    },

    destroy: () => pool.end(),
  };
}

function connectionLost(error: unknown): ConnectionLost {
  if (error instanceof ConnectionLost) return error;
  return new ConnectionLost(error instanceof Error ? error.message : '', { cause: error });
}

/** As SQLite does: a number that JavaScript cannot hold is refused, not rounded. */
function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError(`the number ${text} of the database is too large`);
  return number;
}
