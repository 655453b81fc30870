import type { JsonObject } from '../../slack/json.ts';
import type { Message } from '../messages.ts';

/** How long the bot has to answer: a press or a form, and everything else. */
export const patience = { invoke: 5_000, other: 15_000 };

/** How often Teams tries again by itself what was not answered. */
export const retries = { invoke: 2, other: 1 };

/** How something is sent. */
export interface Sending {
  /** The very same request so many times at once (1). */
  copies?: number;
  /** Claims that differ from the right ones; `undefined` leaves one out. */
  claims?: JsonObject;
  /** The whole `Authorization` header instead of a signed token; `null` leaves it out. */
  authorization?: string | null;
  /** Changes the activity after its token was made. */
  activity?: (activity: JsonObject) => unknown;
  /** Changes the body after it was made. */
  tamper?: (body: string) => string;
}

/** One try, and what came of it. */
export interface Attempt {
  /** The HTTP status; undefined where no answer came. */
  status: number | undefined;
  body: string;
  /** What the bot answered, where it is an object. */
  answer: JsonObject | undefined;
  /** Why Teams takes it for not delivered; undefined where the bot took it. */
  failure: 'timeout' | 'http_error' | 'connection_failed' | undefined;
}

/** Something that Teams sent to the bot. What it says of the outcome is of the last try that it waited for. */
export interface Delivery {
  readonly activity: JsonObject;
  /** The conversation without its thread. */
  readonly conversation: string;
  /** What was said, where something was. */
  readonly message: Message | undefined;
  /** Every try, also the ones that Teams makes later by itself. Empty where Teams sends nothing at all. */
  readonly attempts: readonly Attempt[];
  readonly status: number | undefined;
  readonly body: string;
  readonly answer: JsonObject | undefined;
  readonly isAcknowledged: boolean;
  /** What Teams tells a person whose press or form was not answered. */
  readonly trouble: 'Unable to reach the app' | undefined;
  /** Sends the same once more: with a new token, and the same id. */
  again(sending?: Sending): Promise<Delivery>;
}
