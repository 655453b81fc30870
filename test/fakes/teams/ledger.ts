import type { JsonObject } from '../slack/json.ts';
import type { Operation } from './answer.ts';
import type { Message } from './messages.ts';
import type { Delivery } from './to-bot/delivery.ts';

/** One call; `code` when it was refused. `values` is its body. */
interface Call {
  operation: Operation;
  conversation: string | undefined;
  values: JsonObject;
  status: number;
  code: string | undefined;
  at: number;
}

/** One edit of a message. */
interface Edit {
  conversation: string;
  id: string;
  activity: JsonObject;
  at: number;
}

/** A form as a person has it before them, until `isOpen` turns false. */
export interface Dialog {
  /** The person's object id. */
  user: string;
  /** The message whose button opened it. */
  message: Message;
  title: string;
  card: JsonObject;
  isOpen: boolean;
  /** What it closed with. */
  said?: string;
}

/** What the bot answered to a press, which only who pressed sees. */
interface Shown {
  user: string;
  message: Message;
  /** A card instead of the message's own, or words. */
  card?: JsonObject;
  words?: string;
}

/** Everything that happened. Lists are in order; messages and dialogs are as they stand now. */
export interface Ledger {
  calls: Call[];
  /** What the bot posted. */
  posts: Message[];
  edits: Edit[];
  /** What the bot deleted. */
  deletions: Message[];
  dialogs: Dialog[];
  shown: Shown[];
  /** What Teams sent to the bot. */
  deliveries: Delivery[];
  /** Calls that came too early for a rate limit. */
  tooMany: string[];
  /** Why Teams could not show what the bot answered to a press or a form. */
  unshown: string[];
}

export function createLedger(): Ledger {
  return {
    calls: [],
    posts: [],
    edits: [],
    deletions: [],
    dialogs: [],
    shown: [],
    deliveries: [],
    tooMany: [],
    unshown: [],
  };
}
