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
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  // A refusal records where it was made, which would be the dearest part of an ordinary request.
  const refuse = (status: number, message: string) => reject(new Refusal(status, message));
  const tooLong = () => refuse(413, `The body is over this address's limit of ${limits.bytes} bytes.`);
  const brokenOff = () => refuse(400, 'The body broke off.');
  if (Number(request.headers['content-length'] ?? 0) > limits.bytes) {
    tooLong();
    return promise;
  }
  if (request.headers.expect !== undefined) response.writeContinue();

  const chunks: Buffer[] = [];
  let size = 0;
  const deadline = setTimeout(() => refuse(408, `The body took longer than ${limits.ms} ms.`), limits.ms);

  function take(chunk: Buffer): void {
    size += chunk.length;
    if (size > limits.bytes) tooLong();
    else chunks.push(chunk);
  }
  request.on('data', take);
  request.once('end', () => resolve(Buffer.concat(chunks)));
  request.once('close', brokenOff).once('error', brokenOff);
  return promise.finally(() => {
    clearTimeout(deadline);
    request.off('data', take).off('close', brokenOff);
  });
}
