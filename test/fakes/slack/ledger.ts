import type { JsonObject } from './json.ts';
import type { Content, Message } from './messages.ts';
import type { Delivery } from './to-app/delivery.ts';

/** One call of the Web API; `error` when it was refused. `values` are its arguments without the token. */
interface Call {
  method: string;
  team: string | undefined;
  values: JsonObject;
  error: string | undefined;
  at: number;
}

/** One edit of a message. */
interface Edit extends Content {
  team: string;
  channel: string;
  ts: string;
  at: number;
}

/** Something sent to a response URL; `use` counts from 1, and is 0 for what acknowledged a command. */
interface ResponsePost {
  team: string;
  channel: string;
  user: string;
  use: number;
  payload: JsonObject;
  error: string | undefined;
}

/** A file; shared where it has a channel. */
export interface UploadedFile {
  id: string;
  team: string;
  name: string;
  length: number;
  bytes: Buffer | undefined;
  channel: string | undefined;
  threadTs: string | undefined;
}

/** A form as a person has it before them, until `isOpen` turns false. `errors` are shown below its inputs. */
export interface OpenView {
  id: string;
  team: string;
  user: string;
  hash: string;
  view: JsonObject;
  isOpen: boolean;
  errors: JsonObject;
}

/** A direct conversation that the app opened. */
interface Opened {
  team: string;
  user: string;
  channel: string;
}

/** Everything that happened. Lists are in order; messages and views are as they stand now. */
export interface Ledger {
  calls: Call[];
  /** What the app posted for all to see, in whatever way. */
  posts: Message[];
  edits: Edit[];
  /** What the app showed to one person only, in whatever way. */
  ephemerals: Message[];
  responses: ResponsePost[];
  files: UploadedFile[];
  views: OpenView[];
  opens: Opened[];
  /** What Slack sent to the app. */
  deliveries: Delivery[];
  /** Calls that came too early for a rate limit. */
  tooMany: string[];
  /** Why Slack could not show what the app answered to a command or a form. */
  unshown: string[];
  /** What came over a socket and acknowledged nothing. */
  strays: string[];
}

export function createLedger(): Ledger {
  return {
    calls: [],
    posts: [],
    edits: [],
    ephemerals: [],
    responses: [],
    files: [],
    views: [],
    opens: [],
    deliveries: [],
    tooMany: [],
    unshown: [],
    strays: [],
  };
}
