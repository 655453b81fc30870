import type { JsonObject } from '../json.ts';

/** How long the app has to acknowledge what it is sent. */
export const patience = 3_000;

/** What is sent to the app: a command as fields of a form, a press or a submitted form, an event. */
export type Outbound =
  | { kind: 'slash_commands'; payload: Readonly<Record<string, string>> }
  | { kind: 'interactive' | 'events_api'; payload: JsonObject };

/** How something is sent. Everything but `copies` and `retry` is for signed HTTP requests only. */
export interface Sending {
  /** The very same request so many times at once (1). */
  copies?: number;
  /** Marks it as another try, with Slack's headers, or fields of the envelope. */
  retry?: { num: number; reason: string };
  /** Seconds by which the timestamp, signed all the same, is wrong: negative for the past. */
  skew?: number;
  /** The signature: one bit of it is wrong, it is cut off, missing, or made with another secret. */
  signature?: 'damaged' | 'truncated' | 'missing' | 'other-secret';
  /** Changes the body after it was signed. */
  tamper?: (body: string) => string;
}

/** One try, and what came of it. */
export interface Attempt {
  retry: { num: number; reason: string } | undefined;
  /** The HTTP status; undefined over a socket, and where no answer came. */
  status: number | undefined;
  /** What the app answered, and the same as an object where it is one. */
  body: string;
  answer: JsonObject | undefined;
  /** Why Slack takes it for not delivered; undefined where the app acknowledged it. */
  failure: 'http_timeout' | 'http_error' | 'connection_failed' | 'timeout' | undefined;
  /** The app asked not to be sent this again. */
  isUnwanted: boolean;
}

/** Something that Slack sent to the app. What it says of the outcome is of the first try, or of the first copy. */
export interface Delivery {
  readonly kind: Outbound['kind'];
  readonly payload: JsonObject;
  /** Every try, also the ones that Slack makes later by itself. Empty where Slack sends nothing at all. */
  readonly attempts: readonly Attempt[];
  readonly status: number | undefined;
  readonly body: string;
  readonly isAcknowledged: boolean;
  /** What Slack tells the person whose command or press was not acknowledged. */
  readonly trouble: 'operation_timeout' | 'dispatch_failed' | undefined;
  /** Sends the same once more: with a new signature, and the same ids. */
  again(sending?: Sending): Promise<Delivery>;
}

/** Waits that Slack makes before it sends an event again. */
export const retryWaits = [0, 60_000, 300_000];
