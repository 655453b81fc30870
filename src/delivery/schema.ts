import type { Kysely, Transaction } from 'kysely';
import type { Store } from '../store/store.ts';

/** A request that was accepted: on disk before it was acknowledged. */
export interface InboxRow {
  key: string;
  channel: string;
  incomingJson: string;
  state: 'waiting' | 'working' | 'done';
  receivedAt: number;
  dueAt: number;
  attempts: number;
  /** The leader that works, or worked, on it. */
  fence: number;
  answerJson: string | null;
  /** What an attempt kept for the ones after it, before the request ended. */
  keptJson: string | null;
  endedAt: number | null;
}

/** One message: posted once, and edited when it shows a run that goes on. */
export interface OutboxRow {
  /** What makes it this message: `live:<channel>:<subject>`, `answer:<inbox key>` … Also its marker on the platform. */
  slot: string;
  channel: string;
  channelJson: string;
  /** What a live message shows, rendered when it is sent; null for a frozen one. */
  subject: string | null;
  /** A frozen message; null for a live one. */
  cardJson: string | null;
  optionsJson: string;
  /** Counts what is wanted to be shown, and how much of that is shown. */
  wanted: number;
  shown: number;
  /** 0 for an outcome or an answer, 1 for a failure's details, 2 for progress. */
  urgency: number;
  state: 'open' | 'dead';
  /** The platform's id once it was posted. */
  messageId: string | null;
  shownHash: string | null;
  /** What is shown, or was about to be, is the last look: who is to be told of an end has been. */
  isFinal: number;
  attempts: number;
  /** When it is to be sent; null while what is shown is what is wanted. */
  dueAt: number | null;
  /** Since when something is wanted that is not shown. */
  waitingSince: number | null;
  /** When a post or an edit was begun that may or may not have been shown. */
  doubtSince: number | null;
  /** It says of itself that it may have been shown before; edits and later posts of it go on saying so. */
  isRepeat: number;
  reposts: number;
  /** The leader that posts, or posted, it. */
  fence: number;
  createdAt: number;
  expiresAt: number | null;
  problem: string | null;
}

/** Which replica does the work. `beat` changes while it lives; `fence` grows with every change of hands. */
export interface LeaseRow {
  name: string;
  owner: string;
  fence: number;
  beat: number;
}

/** By which present things are old. */
interface ForgettingRow {
  name: string;
  present: number;
}

/** The tables of delivery. */
export interface DeliverySchema {
  inbox: InboxRow;
  outbox: OutboxRow;
  lease: LeaseRow;
  forgetting: ForgettingRow;
}

export type DeliveryStore = Store<DeliverySchema>;
export type DeliveryTransaction = Transaction<DeliverySchema>;

/** Where rows are only read: a transaction, or the store itself. */
export type DeliveryReader = Kysely<DeliverySchema>;
