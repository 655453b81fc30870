import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../../src/clock.ts';
import { type Answer, beginAndBreak, type Heard, serveOnLoopback } from '../loopback.ts';
import type { Fault } from './faults.ts';
import { json, type PreparedCall, tooEarly } from './web-api/api.ts';

/** What the server passes requests on to. */
interface Doors {
  clock: Clock;
  /** Reads a request, and finds the fault that waits for it; undefined where there is nothing at this path. */
  prepare(request: IncomingMessage, path: string, body: Buffer): Promise<Knocking | undefined>;
  upgrade(request: IncomingMessage, socket: Duplex): void;
}

/** A request that was read. */
export interface Knocking {
  call: PreparedCall;
  fault: Fault | undefined;
}

/** Serves on a free port of the loopback. */
export function serve(doors: Doors): Promise<{ origin: string; close(): Promise<void> }> {
  async function answer({ request, url, body, response }: Heard): Promise<Answer | undefined> {
    if (request.method !== 'POST') return { status: 405, headers: { allow: 'POST' }, body: '' };
    const knocking = await doors.prepare(request, url.pathname, body);
    if (!knocking) return { status: 404, headers: {}, body: '' };
    const { call, fault } = knocking;
    return fault ? wrongAnswer(doors.clock, response, fault, call) : call.carryOut();
  }

  return serveOnLoopback({ answer, upgrade: doors.upgrade });
}

/** Lets a call go wrong, and says what is answered, if anything is. */
function wrongAnswer(clock: Clock, response: ServerResponse, fault: Fault, call: PreparedCall): Answer | undefined {
  switch (fault.kind) {
    case 'limited':
      return tooEarly(fault.retryAfter === undefined ? undefined : String(fault.retryAfter));
    case 'status':
      return { status: fault.status, headers: {}, body: 'Server Error' };
    case 'error':
      return json({ ok: false, error: fault.error, ...fault.more });
    case 'drop':
      response.destroy();
      return undefined;
    case 'hang':
      return undefined;
    case 'late':
      response.destroy();
      void clock.wait(fault.ms).then(() => call.carryOut());
      return undefined;
    case 'malformed':
    case 'html':
      if (fault.isTaken ?? true) call.carryOut();
      return nonsense(fault.kind);
    case 'accept-500':
      call.carryOut();
      return { status: 500, headers: {}, body: 'Server Error' };
    case 'accept-drop':
      call.carryOut();
      response.destroy();
      return undefined;
    case 'accept-cut':
      beginAndBreak(response, call.carryOut());
      return undefined;
    case 'accept-hang':
      call.carryOut();
      return undefined;
    default:
      return fault satisfies never;
  }
}

function nonsense(kind: 'malformed' | 'html'): Answer {
  const isHtml = kind === 'html';
  const headers = { 'content-type': isHtml ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8' };
  return {
    status: 200,
    headers,
    body: isHtml ? '<!DOCTYPE html><html><body>Down</body></html>' : '{"ok":true,"ts":"17',
  };
}
