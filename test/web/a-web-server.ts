import type { Route, WebAnswer, WebRequest } from '../../src/web/route.ts';
import { createWebServer, type WebLimits } from '../../src/web/server.ts';

/** A server on a free loopback port, with what it logged. */
export interface RunningServer {
  port: number;
  logged: { fields: object; message: string }[];
  close(): Promise<void>;
}

export async function aWebServer(routes: readonly Route[], limits: Partial<WebLimits> = {}): Promise<RunningServer> {
  const logged: { fields: object; message: string }[] = [];
  const server = createWebServer({
    routes,
    allowedHosts: ['Pipehand.example.com'],
    log: { error: (fields, message) => logged.push({ fields, message }) },
    newReference: () => 'REF1',
    limits,
  });
  const port = await server.listen('127.0.0.1', 0);
  return { port, logged, close: server.close };
}

/** A route for programs that answers 200 and `handled`, unless told otherwise. */
export function aRoute(route: Partial<Route> = {}): Route {
  const handle = async (_request: WebRequest): Promise<WebAnswer> => ({ status: 200, body: 'handled' });
  return { method: 'GET', path: '/thing', bodyLimit: 0, browser: false, handle, ...route };
}
