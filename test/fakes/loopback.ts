import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** What a stand-in answers over HTTP. */
export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** A request as it came, read to its end. */
export interface Heard {
  request: IncomingMessage;
  url: URL;
  body: Buffer;
  /** For what is no answer: a connection that breaks. */
  response: ServerResponse;
}

interface Ears {
  /** Without an answer the connection is left as it is. */
  answer(heard: Heard): Answer | undefined | Promise<Answer | undefined>;
  upgrade?(request: IncomingMessage, socket: Duplex): void;
}

/** Serves a stand-in on a free port of the loopback. */
export async function serveOnLoopback({ answer, upgrade }: Ears): Promise<{ origin: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    request.on('error', () => {});
    for await (const piece of request) pieces.push(piece);
    const url = new URL(request.url ?? '/', 'http://localhost');
    const answered = await answer({ request, url, body: Buffer.concat(pieces), response });
    if (answered) response.writeHead(answered.status, answered.headers).end(answered.body);
  });
  if (upgrade) server.on('upgrade', upgrade);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    origin: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Sends the head of an answer and a piece of its body, and breaks the connection. */
export function beginAndBreak(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body) + 1) });
  response.write(body.slice(0, 5), () => response.destroy());
}
