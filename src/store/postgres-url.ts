import { Client } from 'pg';
import { UserError } from '../errors.ts';
import type { PostgresServer } from './postgres-problem.ts';

/** What `DATABASE_URL` names. Throws `bad-setting` when it cannot be used; nothing of it is repeated, it holds a password. */
export function readDatabaseUrl(url: string): PostgresServer {
  if (!isAddress(url)) throw new UserError(badUrl);
  const { host, port, database, user } = clientFor(url);
  return {
    address: host.startsWith('/') ? host : `${host}:${port}`,
    database: database ?? '',
    user: user ?? '',
  };
}

/** An `@` after the host means that the password was cut in two, and that its end would be taken for something public. */
function isAddress(url: string): boolean {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) return false;
  const { pathname, search, hash } = new URL(url);
  return !`${pathname}${search}${hash}`.includes('@');
}

function clientFor(url: string): Client {
  try {
    return new Client({ connectionString: url });
  } catch (error) {
    throw new UserError(badUrl, { cause: error });
  }
}

const badUrl = {
  code: 'bad-setting',
  message: 'DATABASE_URL is no address of a PostgreSQL database that can be used.',
  fix: 'Its form is postgres://user:password@host:5432/database; write @ : / ? # % in the password as %40 %3A %2F %3F %23 %25.',
} as const;
