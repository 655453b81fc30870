import { request } from 'node:http';
import type { Clock } from '../../../../src/clock.ts';
import { isObject, parsed } from '../../slack/json.ts';
import type { Attempt } from './delivery.ts';

/** A request as it goes over the wire. */
export interface RawRequest {
  headers: Readonly<Record<string, string>>;
  body: string | Buffer;
}

/** Sends a request once, and waits so many milliseconds for its answer. */
export function sendOverHttp(url: string, sent: RawRequest, patience: number, clock: Clock): Promise<Attempt> {
  const { promise, resolve } = Promise.withResolvers<Attempt>();
  const settled = new AbortController();
  const nothing = { status: undefined, body: '', answer: undefined };

  function settle(outcome: Attempt): void {
    settled.abort();
    resolve(outcome);
  }

  const going = request(url, { method: 'POST', headers: sent.headers, agent: false }, (response) => {
    const pieces: Buffer[] = [];
    response.on('data', (piece: Buffer) => pieces.push(piece));
    response.on('error', () => settle({ ...nothing, failure: 'connection_failed' }));
    response.on('end', () => {
      const body = Buffer.concat(pieces).toString();
      const answer = parsed(body);
      const status = response.statusCode ?? 0;
      const isTaken = status >= 200 && status < 300;
      settle({
        status,
        body,
        answer: isObject(answer) ? answer : undefined,
        failure: isTaken ? undefined : 'http_error',
      });
    });
  });
  going.on('error', () => settle({ ...nothing, failure: 'connection_failed' }));
  going.end(sent.body);
  void clock.wait(patience, settled.signal).then(() => {
    if (settled.signal.aborted) return;
    resolve({ ...nothing, failure: 'timeout' });
    going.destroy();
  });
  return promise;
}
