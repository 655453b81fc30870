import type { JsonObject } from './json.ts';

/** What goes wrong with one call. Unless it says otherwise, the call was not taken. */
export type Fault =
  /** 429; without `retryAfter` the header is missing. It is sent as it stands, also where it is nonsense. */
  | { kind: 'limited'; retryAfter?: number | string }
  /** An HTTP status, such as 500 or 503. */
  | { kind: 'status'; status: number }
  /** 200 and `{"ok":false,"error":…}`, such as `token_revoked`, or `missing_scope` with what is needed in `more`. */
  | { kind: 'error'; error: string; more?: JsonObject }
  /** The connection breaks, or no answer ever comes. */
  | { kind: 'drop' | 'hang' }
  /** Taken; then the connection breaks, breaks in the middle of the answer, 500 is answered, or nothing ever is. */
  | { kind: 'accept-drop' | 'accept-cut' | 'accept-500' | 'accept-hang' }
  /** 200 and half a JSON text, or a page of HTML; taken unless `isTaken` is false. */
  | { kind: 'malformed' | 'html'; isTaken?: boolean }
  /** The connection breaks at once, and the call is taken so many milliseconds later. */
  | { kind: 'late'; ms: number };

/** Which calls a fault is for: the next `times` (1) of them, in this channel, workspace, or for which `when` holds. */
export interface FaultFor {
  times?: number;
  channel?: string;
  team?: string;
  when?: (values: JsonObject) => boolean;
}

/** A fault that waits for its calls. */
export interface PlannedFault {
  /** How many calls it still waits for. */
  left(): number;
}

/** The faults that wait for calls. `method` is one of the Web API's, `response_url` or `upload`. */
export interface Faults {
  plan(method: string, fault: Fault, only?: FaultFor): PlannedFault;
  /** Takes the first that waits for this call. */
  take(method: string, call: { team: string | undefined; values: JsonObject }): Fault | undefined;
}

export function createFaults(): Faults {
  const planned: { method: string; fault: Fault; only: FaultFor; left: number }[] = [];

  return {
    plan(method, fault, only = {}) {
      const entry = { method, fault, only, left: only.times ?? 1 };
      planned.push(entry);
      return { left: () => entry.left };
    },
    take(method, { team, values }) {
      const found = planned.find(
        ({ only, ...entry }) =>
          entry.left > 0 &&
          entry.method === method &&
          (only.channel === undefined || only.channel === values.channel) &&
          (only.team === undefined || only.team === team) &&
          (only.when === undefined || only.when(values)),
      );
      if (found) found.left -= 1;
      return found?.fault;
    },
  };
}
