import type { Answer } from '../loopback.ts';
import { type Refused, usualCodes } from './refused.ts';

/** A call that was read, and can be carried out. */
export interface PreparedCall {
  /** What it asks for, such as `send`; faults are planned by it. */
  operation: Operation;
  /** The conversation it is about, without the thread. */
  conversation: string | undefined;
  /** Its body, where it has one. */
  values: Readonly<Record<string, unknown>>;
  carryOut(): Answer;
}

/** What the stand-in can be asked for, and what can go wrong with it. */
export type Operation =
  | 'create'
  | 'send'
  | 'update'
  | 'delete'
  | 'members'
  | 'team'
  | 'token'
  | 'metadata'
  | 'keys'
  | 'unknown';

/** An answer in JSON. */
export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: body === undefined ? '' : JSON.stringify(body),
  };
}

/** The Connector's form of a refusal. */
export function refusal({ status, code, message }: Pick<Refused, 'status' | 'code' | 'message'>): Answer {
  return json(status, { error: { code, message } });
}

/** What Teams answers to a call that comes too early. */
export function tooEarly(retryAfter: string | undefined): Answer {
  const [code, message] = usualCodes[429] ?? [];
  return json(429, { error: { code, message } }, retryAfter === undefined ? {} : { 'retry-after': retryAfter });
}
