import { onTestFinished } from 'vitest';
import { createAccess } from '../../src/web/access.ts';
import { runRoutes } from '../../src/web/run-pages.ts';
import { submittedAt } from '../support/a-run.ts';
import { aWebServer } from './a-web-server.ts';
import { type Held, memoryService } from './memory-service.ts';
import { send } from './raw-client.ts';
import { readHtml } from './read-html.ts';

/** A browser that chat has let in, at a server that ends with the test. */
export async function aReader(held: Held, now = submittedAt + 200_000) {
  const access = createAccess({ key: Buffer.alloc(32, 1), now: () => now, secure: false });
  const { service, asked } = memoryService(held);
  const routes = [...access.routes, ...runRoutes({ service, access, policy: () => true, now: () => now })];
  const server = await aWebServer(routes);
  onTestFinished(server.close);
  const form = new URLSearchParams({ ticket: access.ticket('slack:T1/U1'), to: '/runs/x/' });
  const letIn = await send(server.port, {
    method: 'POST',
    target: '/access',
    headers: [
      ['Sec-Fetch-Site', 'same-origin'],
      ['Content-Type', 'application/x-www-form-urlencoded'],
    ],
    body: form.toString(),
  });
  const cookie = letIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const get = (target: string) =>
    send(server.port, {
      target,
      headers: [
        ['Cookie', cookie],
        ['Accept', 'text/html'],
      ],
    });
  return { get, asked, server, read: async (target: string) => readHtml((await get(target)).body.toString()) };
}
