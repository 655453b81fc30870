import { createHmac, timingSafeEqual } from 'node:crypto';

/** Seconds that a request may be older or newer than our clock says; Slack's own libraries look at the past only. */
const longestSkew = 300;

/** A request as it came over the wire, before anything in it was read. Header names are in lower case. */
export interface SignedRequest {
  headers: ReadonlyMap<string, string>;
  body: Uint8Array;
}

/** What the signature says; a genuine one is taken until `validUntil` (milliseconds since 1970). */
export type Verification =
  | { kind: 'genuine'; signature: string; validUntil: number }
  | { kind: 'unsigned' }
  | { kind: 'wrong-time' }
  | { kind: 'forged' };

/**
 * Whether Slack made the request: the `v0` signature over its raw bytes and its time, which may lie at most five minutes
 * from `now` (milliseconds since 1970) in either direction. Only the one spelling that Slack uses is read.
 */
export function verify(secret: string, { headers, body }: SignedRequest, now: number): Verification {
  const time = headers.get('x-slack-request-timestamp') ?? '';
  const signature = headers.get('x-slack-signature') ?? '';
  if (!/^[1-9]\d{0,11}$/.test(time) || !/^v0=[0-9a-f]{64}$/.test(signature)) return { kind: 'unsigned' };
  if (Math.abs(Math.floor(now / 1_000) - Number(time)) > longestSkew) return { kind: 'wrong-time' };
  const expected = createHmac('sha256', secret).update(`v0:${time}:`).update(body).digest();
  if (!timingSafeEqual(Buffer.from(signature.slice('v0='.length), 'hex'), expected)) return { kind: 'forged' };
  return { kind: 'genuine', signature, validUntil: (Number(time) + longestSkew + 1) * 1_000 };
}
