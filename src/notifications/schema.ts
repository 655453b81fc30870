import type { Kysely, Transaction } from 'kysely';
import type { DeliverySchema } from '../delivery/schema.ts';
import type { RunStatus } from '../pipelines/status.ts';
import type { Store } from '../store/store.ts';

/** A run as it is known; cards are rendered from it. */
export interface WatchedRunRow {
  id: string;
  /** Name of the service it runs on. */
  service: string;
  shortId: string;
  pipeline: string;
  experiment: string;
  submittedBy: string;
  status: RunStatus;
  isFinal: number;
  runJson: string;
  changedAt: number;
}

/** How far the changes of a service have been taken in. */
interface WatchCursorRow {
  service: string;
  cursor: string;
}

/** What a channel wants to hear. */
export interface SubscriptionRow {
  /** Follows from channel, pipeline and filters: subscribing again finds the same row. */
  id: string;
  channel: string;
  channelJson: string;
  /** A pipeline's name, or `*`. */
  pipeline: string;
  /** Separated by commas. */
  events: string;
  filtersJson: string;
  /** `none`, `owner`, or a person's key. */
  mention: string;
  threads: number;
  createdBy: string;
  createdAt: number;
  /** Why nothing is sent for the time being: the channel takes nothing. */
  pausedWhy: string | null;
}

/** A channel that wants quiet, about one pipeline or about all (`*`). */
export interface MuteRow {
  channel: string;
  pipeline: string;
  /** Null until somebody ends it. */
  until: number | null;
  by: string;
}

/** One trouble with a machine, and the runs it hurts. */
export interface IncidentRow {
  id: string;
  /** Equal for the same trouble: service, target and cause. */
  key: string;
  service: string;
  target: string;
  cause: string;
  openedAt: number;
  lastAt: number;
  /** The first runs it hurt; `runCount` counts all of them. */
  runsJson: string;
  runCount: number;
  /** 1 once its messages were told that it is over. */
  isOver: number;
}

/** The tables of notifications beside those of delivery. Times are milliseconds since 1970. */
export interface NotificationsSchema extends DeliverySchema {
  watched_run: WatchedRunRow;
  watch_cursor: WatchCursorRow;
  subscription: SubscriptionRow;
  mute: MuteRow;
  incident: IncidentRow;
}

export type NotificationsStore = Store<NotificationsSchema>;
export type NotificationsTransaction = Transaction<NotificationsSchema>;

/** Where rows are only read: a transaction, or the store itself. */
export type NotificationsReader = Kysely<NotificationsSchema>;
