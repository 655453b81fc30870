import { createServer, type IncomingHttpHeaders } from 'node:http';
import { onTestFinished } from 'vitest';

/** A request as it arrived. */
export interface Arrived {
  headers: IncomingHttpHeaders;
  body: string;
}

/** What the app answers; `undefined` for nothing at all. */
export interface AppAnswer {
  status?: number;
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

/** The app's end of things: answers what it is told to, 200 at first, and keeps what arrived. */
export async function anApp(answer: (arrived: Arrived) => AppAnswer | undefined = () => ({})) {
  const arrived: Arrived[] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const one = { headers: request.headers, body: Buffer.concat(pieces).toString() };
    arrived.push(one);
    const given = answer(one);
    if (!given) return;
    response.writeHead(given.status ?? 200, given.headers ?? {});
    response.end(given.body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/slack/events`, arrived };
}
