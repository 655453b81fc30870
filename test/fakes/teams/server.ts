import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../../src/clock.ts';
import { type Answer, beginAndBreak, serveOnLoopback } from '../loopback.ts';
import { json, type PreparedCall, refusal, tooEarly } from './answer.ts';
import type { Fault } from './faults.ts';
import { refusedWith } from './refused.ts';

/** What the server passes requests on to. */
interface Doors {
  clock: Clock;
  /** Reads a request. */
  prepare(request: IncomingMessage, url: URL, body: Buffer): PreparedCall;
  /** The fault that waits for a call. */
  faultFor(call: PreparedCall): Fault | undefined;
}

/** Serves on a free port of the loopback. */
export function serve(doors: Doors): Promise<{ origin: string; close(): Promise<void> }> {
  return serveOnLoopback({
    answer({ request, url, body, response }) {
      const call = doors.prepare(request, url, body);
      const fault = doors.faultFor(call);
      return fault ? wrongAnswer(doors.clock, response, fault, call) : call.carryOut();
    },
  });
}

/** Lets a call go wrong, and says what is answered, if anything is. */
function wrongAnswer(clock: Clock, response: ServerResponse, fault: Fault, call: PreparedCall): Answer | undefined {
  switch (fault.kind) {
    case 'limited':
      return tooEarly(fault.retryAfter === undefined ? undefined : String(fault.retryAfter));
    case 'status': {
      const { status, code, message } = refusedWith(fault.status);
      return refusal({ status, code: fault.code ?? code, message: fault.message ?? message });
    }
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
      return fault.kind === 'html'
        ? { status: 200, headers: { 'content-type': 'text/html' }, body: '<!DOCTYPE html><title>Teams</title>' }
        : { ...json(200, undefined), body: '{"id":"17' };
    case 'accept-status':
      call.carryOut();
      return refusal(refusedWith(fault.status));
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
