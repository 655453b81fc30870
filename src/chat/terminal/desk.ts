import type { Card } from '../../cards/card.ts';
import type { Reply } from '../../commands/reply.ts';

/** What the terminal asks of Pipehand. Requests with the same `key` act once, however often they arrive. */
export type DeskRequest =
  /**
   * One chat line, said by the person at the terminal or, for trying permissions out, by another (`as`). `feed`: a chat
   * says it, so the run of the answer appears in the person's feed.
   */
  | { kind: 'say'; key: string; text: string; as?: string; feed?: true }
  /** Runs a definition file of this machine; relative paths of its data start at `folder`. */
  | {
      kind: 'submit';
      key: string;
      file: string;
      folder?: string;
      parameters: Readonly<Record<string, string>>;
      experiment?: string;
    }
  /** Tells of a run each time it changes, and ends when it has ended. */
  | { kind: 'follow'; runId: string }
  /** The words that could stand at the end of an unfinished line. */
  | { kind: 'complete'; text: string }
  /** The messages to the person of this name: what no chat has shown, then whatever comes, until it is aborted. */
  | { kind: 'feed'; channel: string }
  /** What these messages say in the end was shown in a chat; no event comes back. */
  | { kind: 'seen'; ids: readonly string[] };

/** `started`: the line started the run of the reply. `wait`: the line itself asked to stay until the run has ended. */
export interface DeskAnswer {
  kind: 'answer';
  reply: Reply;
  started: boolean;
  wait: boolean;
}

/** A message as it stands now; it comes again with the same id when it changes, until it is final. */
export interface DeskMessage {
  kind: 'message';
  id: string;
  /** What it shows and goes on showing: `run:<id>`. */
  subject?: string;
  card: Card;
  isFinal: boolean;
}

/** What a feed tells. `caught-up`: whatever comes from here on was posted since the feed was opened. */
export type FeedEvent = DeskMessage | { kind: 'caught-up' };

/** What comes back. */
export type DeskEvent = DeskAnswer | { kind: 'completions'; words: readonly string[] } | FeedEvent;

/**
 * The terminal's way to Pipehand: in this process, or in the one that owns the home. `say`, `submit` and `complete` give
 * one event, `follow` and `feed` many, `seen` none. Throws `DeskGone` when the other process ended meanwhile.
 */
export interface Desk {
  ask(request: DeskRequest, signal?: AbortSignal): AsyncIterable<DeskEvent>;
  /** True when this process does the work itself, so that ending it holds up what has not started. */
  readonly isOwner: boolean;
  close(): Promise<void>;
}

/** The process that answered has ended; the runs have not. */
export class DeskGone extends Error {
  override readonly name = 'DeskGone';
}
