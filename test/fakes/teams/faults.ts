import type { Operation } from './answer.ts';

/** What goes wrong with one call. Unless it says otherwise, the call was not taken. */
export type Fault =
  /** 429; without `retryAfter` the header is missing. It is sent as it stands, also where it is nonsense. */
  | { kind: 'limited'; retryAfter?: number | string }
  /** An HTTP status, such as 403, 412, 413 or 502, with Teams' usual code unless another is given. */
  | { kind: 'status'; status: number; code?: string; message?: string }
  /** The connection breaks, or no answer ever comes. */
  | { kind: 'drop' | 'hang' }
  /** Taken; then the connection breaks, breaks in the middle of the answer, or no answer ever comes. */
  | { kind: 'accept-drop' | 'accept-cut' | 'accept-hang' }
  /** Taken, and answered with a status that says it was not. */
  | { kind: 'accept-status'; status: number }
  /** 200 and half a JSON text, or a page of HTML; taken unless `isTaken` is false. */
  | { kind: 'malformed' | 'html'; isTaken?: boolean }
  /** The connection breaks at once, and the call is taken so many milliseconds later. */
  | { kind: 'late'; ms: number };

/** Which calls a fault is for: the next `times` (1) of them, in this conversation, or for which `when` holds. */
export interface FaultFor {
  times?: number;
  /** A conversation without its thread. */
  conversation?: string;
  when?: (values: Readonly<Record<string, unknown>>) => boolean;
}

/** A fault that waits for its calls. */
export interface PlannedFault {
  /** How many calls it still waits for. */
  left(): number;
  /** Waits for none any more: the outage is over. */
  stop(): void;
}

/** The faults that wait for calls. */
export interface Faults {
  plan(operation: Operation, fault: Fault, only?: FaultFor): PlannedFault;
  /** Takes the first that waits for this call. */
  take(call: {
    operation: Operation;
    conversation: string | undefined;
    values: Readonly<Record<string, unknown>>;
  }): Fault | undefined;
}

export function createFaults(): Faults {
  const planned: { operation: Operation; fault: Fault; only: FaultFor; left: number }[] = [];

  return {
    plan(operation, fault, only = {}) {
      const entry = { operation, fault, only, left: only.times ?? 1 };
      planned.push(entry);
      return {
        left: () => entry.left,
        stop() {
          entry.left = 0;
        },
      };
    },
    take({ operation, conversation, values }) {
      const found = planned.find(
        ({ only, left, ...entry }) =>
          left > 0 &&
          entry.operation === operation &&
          (only.conversation === undefined || only.conversation === conversation) &&
          (only.when === undefined || only.when(values)),
      );
      if (found) found.left -= 1;
      return found?.fault;
    },
  };
}
