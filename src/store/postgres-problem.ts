import type { Problem } from '../errors.ts';
import { nulProblem } from './nul.ts';

/** The PostgreSQL that a message speaks of; nothing in it is secret. */
export interface PostgresServer {
  /** Host and port, or the folder of a socket. */
  address: string;
  database: string;
  user: string;
}

/**
 * The connection broke, or never came to be. The driver says so only in the text of its errors, so this one carries the
 * code that PostgreSQL has for it (connection_failure).
 */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
  readonly code = '08006';
}

/** A COMMIT was sent and nothing came back. It has no code, so that nobody takes it for something to try again. */
export class UnknownOutcome extends Error {
  override readonly name = 'UnknownOutcome';
}

/** Classes and codes of PostgreSQL's own error table (Appendix A, "PostgreSQL Error Codes"). */
const connectionLost = /^(08...|57P0[1235]|25P0[34]|25006)$/;
const lostRace = /^(40001|40P01|55P03|57014)$/;
const outOfRoom = /^(53...|58030)$/;

/** True when the connection is of no use any more: the server ends it, or has become a copy that takes no writes. */
export function endsConnection(state: string): boolean {
  return connectionLost.test(state);
}

/** True when the same work can succeed a moment later. */
export function isPassingState(state: string): boolean {
  return connectionLost.test(state) || lostRace.test(state) || outOfRoom.test(state);
}

/**
 * The refusal behind an error of PostgreSQL, or undefined when it is something else (a bug). Decided by SQLSTATE, never
 * by message text.
 */
export function postgresProblem(error: unknown, server: PostgresServer): Problem | undefined {
  if (error instanceof UnknownOutcome) return { code: 'unavailable', ...wordsForUnknown(server) };
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return undefined;
  // character_not_in_repertoire: PostgreSQL keeps every character but this one.
  if (error.code === '22021') return nulProblem;
  const words = wordsFor(error.code, server);
  if (words) return { code: 'unavailable', ...words };
  if (!isPassingState(error.code)) return undefined;
  return {
    code: 'unavailable',
    message: outOfRoom.test(error.code)
      ? `PostgreSQL at ${server.address} has met one of its limits. Nothing was changed.`
      : `PostgreSQL at ${server.address} cannot be reached.`,
    ...(error.message !== '' && { details: [error.message] }),
    fix: 'Check that it runs and has room to work, and that DATABASE_URL names it.',
  };
}

type Words = Omit<Problem, 'code'>;

function wordsForUnknown({ address }: PostgresServer): Words {
  return {
    message: `PostgreSQL at ${address} was lost at the end of a change: it is not known whether the change was kept.`,
    fix: 'Look whether it is there before you repeat it.',
  };
}

function wordsFor(state: string, { address, database, user }: PostgresServer): Words | undefined {
  switch (state) {
    case '28000':
    case '28P01':
      return {
        message: `PostgreSQL at ${address} does not let the user "${user}" in.`,
        fix: 'Check the user and the password in DATABASE_URL; write @ : / ? # % in them as %40 %3A %2F %3F %23 %25.',
      };
    case '3D000':
      return {
        message: `PostgreSQL at ${address} has no database "${database}".`,
        fix: `Create it (create database "${database}"), or name another one in DATABASE_URL.`,
      };
    case '42501':
      return {
        message: `The user "${user}" may not use the tables of the database "${database}".`,
        fix: `Make it the owner: alter database "${database}" owner to "${user}".`,
      };
    case '25006':
      return {
        message: `PostgreSQL at ${address} takes no writes: it is read-only, or a copy of another one.`,
        fix: 'Name the one that takes writes in DATABASE_URL.',
      };
    case '53100':
      return {
        message: `The disk of PostgreSQL at ${address} is full. Nothing was changed.`,
        fix: 'Free some space there, then try again.',
      };
    case '53300':
      return {
        message: `PostgreSQL at ${address} has no connection left.`,
        fix: 'Close what is not needed, or raise max_connections: every Pipehand process uses up to ten.',
      };
    default:
      if (!lostRace.test(state)) return undefined;
      return {
        message: `PostgreSQL at ${address} is too busy: the change had to wait for others. Nothing was changed.`,
        fix: 'Try again in a moment.',
      };
  }
}
