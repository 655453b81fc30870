import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres-store.ts';
import { hurriedClock } from '../support/stores.ts';
import { itemMigrations } from './items.ts';

test.each([
  'mysql://pipehand:secret-word@127.0.0.1/pipehand',
  'secret-word',
  'postgres://pipehand:secret-word/1@127.0.0.1:5432/pipehand',
  'postgres://pipehand:12/secret-word@127.0.0.1:5432/pipehand',
  'postgres://pipehand:12#secret-word@127.0.0.1:5432/pipehand',
  'postgres://pipehand:12?secret-word@127.0.0.1:5432/pipehand',
  'postgres://pipehand:secret-word@127.0.0.1:port/pipehand',
  'postgres://pipehand:secret-word@127.0.0.1/pipehand?sslrootcert=/no/such/file',
])('an address that cannot be used is refused, and not repeated (%#)', async (url) => {
  const error = await openPostgresStore({ url, migrations: itemMigrations, clock: hurriedClock() }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ problem: { code: 'bad-setting', fix: expect.stringContaining('postgres://user') } });
  expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('secret-word');
});
