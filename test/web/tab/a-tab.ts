import { onTestFinished } from 'vitest';
import type { Run } from '../../../src/pipelines/types.ts';
import { createAccess } from '../../../src/web/access.ts';
import { runRoutes } from '../../../src/web/run-pages.ts';
import { tabRoutes } from '../../../src/web/tab/tab-routes.ts';
import { submittedAt } from '../../support/a-run.ts';
import { aWebServer } from '../a-web-server.ts';
import { type Held, memoryService } from '../memory-service.ts';
import { send } from '../raw-client.ts';
import { appId, aTenant, tenantId } from './a-tenant.ts';

/** The web with its tab, in a tenant; `time.now` is in milliseconds and moves when a test moves it. */
export async function aTab(held: Held & { runs: readonly Run[] }, time = { now: submittedAt + 400_000 }) {
  const tenant = await aTenant();
  const now = () => time.now;
  const access = createAccess({ key: Buffer.alloc(32, 3), now, secure: false });
  const said: object[] = [];
  const log = { info: (fields: object) => said.push(fields), warn() {} };
  const { service } = memoryService(held);
  const readers = new Set<string>();
  const policy = (user: string) => readers.add(user).size > 0;
  const server = await aWebServer([
    ...access.routes,
    ...runRoutes({ service, access, policy, now }),
    ...tabRoutes({ appId, tenantId, login: tenant.login, access, clock: { now, elapsed: now }, log }),
  ]);
  onTestFinished(server.close);
  return {
    held,
    tenant,
    access,
    server,
    time,
    said,
    /** For whom pages were read. */
    readers,
    url: `http://127.0.0.1:${server.port}`,
    /** Sends a token as the script of the tab does. */
    signIn: (token: string, headers: readonly (readonly [string, string])[] = [['Content-Type', 'application/jwt']]) =>
      send(server.port, { method: 'POST', target: '/tab/session', headers, body: token }),
    /** Reads a page with a session. */
    read: (target: string, session: string) =>
      send(server.port, {
        target,
        headers: [
          ['Authorization', `Bearer ${session}`],
          ['Accept', 'text/html'],
        ],
      }),
  };
}

/** The session in the answer to a token. */
export function sessionIn(answer: { body: Buffer }): string {
  return String(JSON.parse(answer.body.toString()).session);
}

/** Runs for a list: one of each kind. */
export function someRuns(aRun: (run: Partial<Run>) => Run): readonly Run[] {
  const { endedAt: _, ...going } = aRun({ id: 'run-0003', shortId: '8AAC', pipeline: 'iris', status: 'Running' });
  return [
    going,
    aRun({ id: 'run-0002', shortId: '8AAB', status: 'Failed', reason: 'evaluate failed' }),
    aRun({ id: 'run-0001', shortId: '7Q3K' }),
  ];
}
