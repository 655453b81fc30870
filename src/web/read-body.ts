import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from './refusal.ts';

/** How much of a body is taken (bytes) and how long its sender has for all of it (milliseconds). */
export interface BodyLimits {
  bytes: number;
  ms: number;
}

/**
 * All bytes of a request's body. Refused: a declared length over the limit before a byte is read and a longer one as
 * soon as it passes the limit (413), a slow one when its time is over (408), one that breaks off (400).
 */
export function readBody(request: IncomingMessage, response: ServerResponse, limits: BodyLimits): Promise<Uint8Array> {
  const tooLong = new Refusal(413, `The body is over this address's limit of ${limits.bytes} bytes.`);
  if (Number(request.headers['content-length'] ?? 0) > limits.bytes) return Promise.reject(tooLong);
  if (request.headers.expect !== undefined) response.writeContinue();

  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const chunks: Buffer[] = [];
  let size = 0;
  const tooSlow = new Refusal(408, `The body took longer than ${limits.ms} ms.`);
  const deadline = setTimeout(() => reject(tooSlow), limits.ms);

  function take(chunk: Buffer): void {
    size += chunk.length;
    if (size > limits.bytes) reject(tooLong);
    else chunks.push(chunk);
  }
  request.on('data', take);
  request.once('end', () => resolve(Buffer.concat(chunks)));
  request.once('close', () => reject(new Refusal(400, 'The body broke off.')));
  request.once('error', () => reject(new Refusal(400, 'The body broke off.')));
  return promise.finally(() => {
    clearTimeout(deadline);
    request.off('data', take);
  });
}
