import type { Clock } from '../../../../src/clock.ts';
import { type Attempt, type Delivery, type Outbound, retryWaits, type Sending } from './delivery.ts';

/** Sends to the app what people do, and what happens. */
export interface PostOffice {
  /** What Slack does not send at all, because the app is not there to see it. */
  unsent(outbound: Outbound): Delivery;
  /** Answers once the first try was acknowledged, or failed. What was sent plainly, and is an event, is sent again later. */
  send(outbound: Outbound, sending?: Sending): Promise<Delivery>;
}

interface Options {
  clock: Clock;
  /** Makes the tries. */
  attempt(outbound: Outbound, sending: Sending): Promise<readonly Attempt[]>;
  note(delivery: Delivery): void;
  closing: AbortSignal;
}

export function createPostOffice({ clock, attempt, note, closing }: Options): PostOffice {
  /** Slack sends an event up to three more times: at once, after a minute, after five. */
  async function retry(outbound: Outbound, attempts: Attempt[]): Promise<void> {
    for (const [index, wait] of retryWaits.entries()) {
      const last = attempts.at(-1);
      if (last?.failure === undefined || last.isUnwanted) return;
      await clock.wait(wait, closing);
      if (closing.aborted) return;
      attempts.push(...(await attempt(outbound, { retry: { num: index + 1, reason: last.failure } })));
    }
  }

  async function send(outbound: Outbound, sending: Sending, mayRetry: boolean): Promise<Delivery> {
    const attempts: Attempt[] = [...(await attempt(outbound, sending))];
    if (outbound.payload.type === 'event_callback' && mayRetry) void retry(outbound, attempts);
    const delivery = deliveryOf(outbound, attempts);
    note(delivery);
    return delivery;
  }

  function deliveryOf(outbound: Outbound, attempts: readonly Attempt[]): Delivery {
    const { kind, payload } = outbound;
    const [first] = attempts;
    return {
      kind,
      payload,
      attempts,
      status: first?.status,
      body: first?.body ?? '',
      isAcknowledged: first !== undefined && first.failure === undefined,
      trouble: kind === 'events_api' ? undefined : troubleOf(first),
      again: (more = {}) => send(outbound, more, false),
    };
  }

  return {
    send: (outbound, sending = {}) => send(outbound, sending, Object.keys(sending).length === 0),
    unsent: (outbound) => deliveryOf(outbound, []),
  };
}

function troubleOf(first: Attempt | undefined): Delivery['trouble'] {
  if (first?.failure === undefined) return undefined;
  return first.failure.endsWith('timeout') ? 'operation_timeout' : 'dispatch_failed';
}
