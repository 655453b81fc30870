import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import type { Clock } from '../../../../src/clock.ts';
import { isObject, parsed } from '../json.ts';
import { type Attempt, type Outbound, patience, type Sending } from './delivery.ts';

/** The app's request URL and what its requests are signed with. */
interface Target {
  url: string;
  secret: string;
  clock: Clock;
}

/** A request as it goes over the wire. */
interface SignedRequest {
  headers: Record<string, string>;
  body: string;
}

/** Signs once, sends `copies` times, and answers each try. */
export function sendOverHttp(target: Target, outbound: Outbound, sending: Sending): Promise<readonly Attempt[]> {
  const signed = sign(target, outbound, sending);
  return Promise.all(Array.from({ length: sending.copies ?? 1 }, () => attempt(target, outbound, signed, sending)));
}

/** Slack's v0 signature and its encodings: a form for commands, a form around JSON for acts, JSON for events. */
function sign({ secret, clock }: Target, outbound: Outbound, sending: Sending): SignedRequest {
  const body = encoded(outbound);
  const timestamp = String(Math.floor(clock.now() / 1_000) + (sending.skew ?? 0));
  const key = sending.signature === 'other-secret' ? `${secret}x` : secret;
  const signature = `v0=${createHmac('sha256', key).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  const isForm = outbound.kind !== 'events_api';
  const sent = sending.tamper ? sending.tamper(body) : body;
  return {
    headers: {
      'User-Agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      Accept: '*/*',
      'Content-Type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
      'Content-Length': String(Buffer.byteLength(sent)),
      'X-Slack-Request-Timestamp': timestamp,
      ...(sending.signature !== 'missing' && { 'X-Slack-Signature': spoiled(signature, sending.signature) }),
      ...(sending.retry && {
        'X-Slack-Retry-Num': String(sending.retry.num),
        'X-Slack-Retry-Reason': sending.retry.reason,
      }),
    },
    body: sent,
  };
}

function encoded(outbound: Outbound): string {
  if (outbound.kind === 'slash_commands') return new URLSearchParams(outbound.payload).toString();
  const text = JSON.stringify(outbound.payload);
  return outbound.kind === 'interactive' ? new URLSearchParams({ payload: text }).toString() : text;
}

function spoiled(signature: string, how: Sending['signature']): string {
  if (how === 'truncated') return signature.slice(0, -8);
  return how === 'damaged' ? signature.slice(0, -1) + (signature.endsWith('0') ? '1' : '0') : signature;
}

function attempt(target: Target, { kind }: Outbound, signed: SignedRequest, { retry }: Sending): Promise<Attempt> {
  const { promise, resolve } = Promise.withResolvers<Attempt>();
  const answered = new AbortController();
  const failed = { retry, status: undefined, body: '', answer: undefined, isUnwanted: false };

  function settle(outcome: Attempt): void {
    answered.abort();
    resolve(outcome);
  }

  const sent = request(target.url, { method: 'POST', headers: signed.headers, agent: false }, (response) => {
    const pieces: Buffer[] = [];
    response.on('data', (piece: Buffer) => pieces.push(piece));
    response.on('error', () => settle({ ...failed, failure: 'connection_failed' }));
    response.on('end', () => {
      const body = Buffer.concat(pieces).toString();
      const status = response.statusCode ?? 0;
      const isRight = kind === 'events_api' ? status >= 200 && status < 300 : status === 200;
      const answer = parsed(body);
      settle({
        retry,
        status,
        body,
        answer: isObject(answer) ? answer : undefined,
        failure: isRight ? undefined : 'http_error',
        isUnwanted: response.headers['x-slack-no-retry'] === '1',
      });
    });
  });
  sent.on('error', () => settle({ ...failed, failure: 'connection_failed' }));
  sent.end(signed.body);
  void target.clock.wait(patience, answered.signal).then(() => {
    if (answered.signal.aborted) return;
    resolve({ ...failed, failure: 'http_timeout' });
    sent.destroy();
  });
  return promise;
}
