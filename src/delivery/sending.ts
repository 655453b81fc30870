import type { ChannelRef } from '../chat/platform.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Budgets, Use } from './budgets.ts';
import type { Circuits } from './circuit.ts';
import type { Leadership } from './leadership.ts';
import type { RenderLive } from './rendering.ts';
import type { DeliveryStore, OutboxRow } from './schema.ts';

/** Told of what happens to messages; for counting, and for pausing what is subscribed in a closed channel. */
export interface DeliveryEvents {
  shown(row: OutboxRow, how: 'posted' | 'edited' | 'found'): void;
  /** One try failed: the kind of trouble, and its words. */
  failed(row: OutboxRow, kind: string, why: string): void;
  /** The channel takes nothing any more; never throws. */
  channelClosed(channel: ChannelRef, why: string): Promise<void>;
}

/** What sending needs of the world. */
export interface SendingOptions {
  store: DeliveryStore;
  leadership: Leadership;
  render: RenderLive;
  budgets: Budgets;
  circuits: Circuits;
  events: DeliveryEvents;
  clock: Clock;
  random: () => number;
  log: Log;
}

/** Where the message is sent to, and how sending it now counts against the limits of its platform. */
export function useOf(row: OutboxRow): Use {
  const { channel, messageId, slot } = row;
  const tenant = channel.slice(0, channel.indexOf('/'));
  return messageId === null ? { tenant, channel, method: 'post' } : { tenant, channel, method: 'edit', message: slot };
}
