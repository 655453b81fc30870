import type { ChannelRef, Limit } from '../../src/chat/platform.ts';
import type { StoreAddress } from '../support/store-address.ts';
import type { CrashPlan, Operations } from './crash-points.ts';
import type { QuickTime } from './quick-clock.ts';

/** What one bot process is told: the first argument of its command line, as JSON. */
export interface BotSettings {
  /** Folder of its log. */
  home: string;
  address: StoreAddress;
  platformUrl: string;
  serviceUrl: string;
  isSearchable: boolean;
  limits: readonly Limit[];
  time: QuickTime;
  /** Channels that hear of everything. */
  hearing: readonly ChannelRef[];
  crash?: CrashPlan;
  /** Of what is logged; nothing unless told. */
  level?: string;
}

/** What a bot says of itself. */
export interface BotState {
  fence: number | null;
  openRequests: number;
  /** Messages that are to be sent, now or later. */
  waiting: number;
  dead: number;
  /** So far; by them crash points are numbered. */
  operations: Operations;
}

/** The file in the home of a bot that says that its crash plan was carried out. */
export const crashed = 'crashed';
