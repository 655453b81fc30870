import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { WebAnswer } from './route.ts';
import { securityHeaders } from './security-headers.ts';

/** How this connection goes on: whether it closes after the answer, and how long (ms) an unread body is thrown away. */
export interface Ending {
  close: boolean;
  lingerMs: number;
}

/**
 * Sends an answer with the security headers. A stream goes out as fast as the client takes it, is canceled when the
 * client leaves, and must hold exactly its Content-Length where one is given. Rejects when the stream fails or the
 * client leaves; the connection is then cut, so that the client sees that the answer is not whole.
 */
export async function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: WebAnswer,
  ending: Ending,
): Promise<void> {
  const body = answer.body ?? '';
  const headers = withoutUndefined({
    ...securityHeaders,
    ...lengthOf(answer.status, body),
    ...lowerCase(answer.headers ?? {}),
  });
  const closes = ending.close || !request.complete;
  response.writeHead(answer.status, closes ? { ...headers, connection: 'close' } : headers);

  if (body instanceof ReadableStream) return sendStream(response, body, headers['content-length']);
  if (request.complete) {
    response.end(body);
    return;
  }
  response.flushHeaders();
  response.write(body);
  await discardRest(request, ending.lingerMs);
  response.end();
}

function lowerCase(headers: NonNullable<WebAnswer['headers']>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function withoutUndefined(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function lengthOf(status: number, body: string | Uint8Array | ReadableStream): Record<string, string> {
  if (body instanceof ReadableStream || status === 204 || status === 304) return {};
  return { 'content-length': String(Buffer.byteLength(body)) };
}

async function sendStream(
  response: ServerResponse,
  body: ReadableStream<Uint8Array>,
  length: string | undefined,
): Promise<void> {
  // A pipeline into a connection that is gone would wait for ever.
  if (response.destroyed) return body.cancel();
  const whole = length === undefined ? body : body.pipeThrough(exactly(Number(length)));
  await pipeline(Readable.fromWeb(whole), response);
}

/** Without this a file that grows while it is sent would spill into the next answer on the same connection. */
function exactly(length: number): TransformStream<Uint8Array, Uint8Array> {
  let passed = 0;
  return new TransformStream({
    transform(chunk, controller) {
      passed += chunk.length;
      if (passed > length) throw new Error(`the stream is longer than its Content-Length of ${length}`);
      controller.enqueue(chunk);
    },
    flush() {
      if (passed < length) throw new Error(`the stream ended ${length - passed} bytes before its Content-Length`);
    },
  });
}

/** Closing while the client still sends would reset the connection, and the client could lose the answer. */
async function discardRest(request: IncomingMessage, ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  request.once('close', resolve).once('end', resolve).resume();
  await promise;
  clearTimeout(timer);
}
