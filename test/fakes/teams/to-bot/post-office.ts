import type { JsonObject } from '../../slack/json.ts';
import { textAt } from '../../slack/json.ts';
import { splitId } from '../connector/places.ts';
import { type SigningKey, signed } from '../keys.ts';
import type { Message } from '../messages.ts';
import type { Parts } from '../parts.ts';
import { type Attempt, type Delivery, patience, retries, type Sending } from './delivery.ts';
import { type RawRequest, sendOverHttp } from './send-http.ts';

/** Sends to the bot what people do, and what happens. */
export interface PostOffice {
  /** Answers once the bot took it, or Teams gave up waiting for a person. */
  send(activity: JsonObject, message?: Message, sending?: Sending): Promise<Delivery>;
  /** What Teams does not send at all, because the bot is not there to see it. */
  unsent(activity: JsonObject, message?: Message): Delivery;
  /** A request of any kind, once, and without a trace in the ledger. */
  raw(request: RawRequest): Promise<Attempt>;
  /** The claims of a token that belongs to an activity. */
  claimsFor(activity: JsonObject): JsonObject;
  /** A token; with the key that is signed with now, unless another is given. */
  sign(claims: JsonObject, key?: SigningKey, header?: JsonObject): string;
  headersFor(activity: JsonObject, authorization: string | null): Record<string, string>;
}

/** How much earlier than now a token begins, and how long it lasts, in seconds. */
const beginsBefore = 300;
const lasts = 3_600;

export function createPostOffice(parts: Parts, target: () => string, closing: AbortSignal): PostOffice {
  const { clock, registration, ledger, keys } = parts;

  function sign(claims: JsonObject, key = keys.current(), header: JsonObject = {}): string {
    return signed(claims, key, header);
  }

  function claimsFor(activity: JsonObject): JsonObject {
    const now = Math.floor(clock.now() / 1_000);
    return {
      serviceurl: activity.serviceUrl,
      nbf: now - beginsBefore,
      exp: now + lasts,
      iss: registration.issuer,
      aud: registration.appId,
    };
  }

  function headersFor(activity: JsonObject, authorization: string | null): Record<string, string> {
    return {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)',
      'x-ms-conversation-id': textAt(activity, 'conversation', 'id') ?? '',
      'x-ms-tenant-id': textAt(activity, 'conversation', 'tenantId') ?? '',
      ...(authorization !== null && { authorization }),
    };
  }

  function requestFor(activity: JsonObject, sending: Sending): RawRequest {
    const claims = { ...claimsFor(activity), ...sending.claims };
    const authorization = sending.authorization === undefined ? `Bearer ${sign(claims)}` : sending.authorization;
    const body = JSON.stringify(sending.activity ? sending.activity(activity) : activity);
    return { headers: headersFor(activity, authorization), body: sending.tamper ? sending.tamper(body) : body };
  }

  function attempt(activity: JsonObject, sending: Sending): Promise<readonly Attempt[]> {
    const waits = activity.type === 'invoke' ? patience.invoke : patience.other;
    const request = requestFor(activity, sending);
    const copies = Array.from({ length: sending.copies ?? 1 }, () => sendOverHttp(target(), request, waits, clock));
    return Promise.all(copies);
  }

  /** Tries again what was not answered, or what went wrong at the bot's end; not what it refused. */
  async function tryAgain(activity: JsonObject, attempts: Attempt[], times: number): Promise<void> {
    for (let count = 0; count < times; count += 1) {
      const last = attempts.at(-1);
      if (last?.failure === undefined || (last.status ?? 500) < 500 || closing.aborted) return;
      attempts.push(...(await attempt(activity, {})));
    }
  }

  async function send(
    activity: JsonObject,
    message: Message | undefined,
    sending: Sending,
    mayRetry: boolean,
  ): Promise<Delivery> {
    const attempts: Attempt[] = [];
    const delivery = deliveryOf(activity, message, attempts);
    ledger.deliveries.push(delivery);
    attempts.push(...(await attempt(activity, sending)));
    if (!mayRetry) return delivery;
    if (activity.type === 'invoke') await tryAgain(activity, attempts, retries.invoke);
    else void tryAgain(activity, attempts, retries.other);
    return delivery;
  }

  function deliveryOf(activity: JsonObject, message: Message | undefined, attempts: readonly Attempt[]): Delivery {
    const decisive = () => (activity.type === 'invoke' ? attempts.at(-1) : attempts[0]);
    return {
      activity,
      conversation: splitId(textAt(activity, 'conversation', 'id') ?? '').base,
      message,
      attempts,
      get status() {
        return decisive()?.status;
      },
      get body() {
        return decisive()?.body ?? '';
      },
      get answer() {
        return decisive()?.answer;
      },
      get isAcknowledged() {
        return attempts.length > 0 && decisive()?.failure === undefined;
      },
      get trouble() {
        const isLost = activity.type === 'invoke' && attempts.at(-1)?.failure !== undefined;
        return isLost ? ('Unable to reach the app' as const) : undefined;
      },
      again: (more = {}) => send(activity, message, more, false),
    };
  }

  return {
    send: (activity, message, sending = {}) => send(activity, message, sending, Object.keys(sending).length === 0),
    unsent: (activity, message) => deliveryOf(activity, message, []),
    raw: (request) => sendOverHttp(target(), request, patience.other, clock),
    claimsFor,
    sign,
    headersFor,
  };
}
