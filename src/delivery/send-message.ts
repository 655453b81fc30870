import type { ChatPlatform } from '../chat/platform.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Budgets, Use } from './budgets.ts';
import type { Circuits } from './circuit.ts';
import { type Leadership, LostLeadership } from './leadership.ts';
import {
  dropMessage,
  recordDead,
  recordFound,
  recordIntent,
  recordLater,
  recordResting,
  recordShown,
} from './message-records.ts';
import { type Prepared, prepareMessage } from './prepare-message.ts';
import type { RenderLive } from './rendering.ts';
import type { DeliveryStore, DeliveryTransaction, OutboxRow } from './schema.ts';
import { troubleOf, type Verdict, verdictOn } from './verdict.ts';

/** How long (milliseconds) an answer in a thread waits for the message it answers. */
const rootWait = 1_000;

/** Told of what happens to messages; for counting, and for pausing what is subscribed in a closed channel. */
export interface DeliveryEvents {
  shown(row: OutboxRow, how: 'posted' | 'edited' | 'found'): void;
  failed(row: OutboxRow, kind: string): void;
  channelClosed(tx: DeliveryTransaction, channel: string, why: string): Promise<void>;
}

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

/** One call of the platform that failed: after which kind of call, and what was thrown. */
interface Failure {
  row: OutboxRow;
  platform: ChatPlatform;
  message?: Prepared;
  error: unknown;
  /** The platform may have begun with it. */
  wasCalled: boolean;
  began: number;
}

/**
 * Takes one due message one step further: intent, call, result. A post whose answer did not come is looked up before it
 * is made again, or marked as a repeat where a platform cannot be searched; an edit is safe to repeat.
 */
export function createSendMessage(options: SendingOptions) {
  const { store, leadership, budgets, circuits, events, clock } = options;

  async function send(row: OutboxRow, platform: ChatPlatform, fence: number): Promise<void> {
    const now = clock.now();
    try {
      const prepared = await prepareMessage(store, options.render, row, now);
      if (prepared.kind === 'drop') return await leadership.transaction(fence, (tx) => dropMessage(tx, row));
      if (prepared.kind === 'wait')
        return await leadership.transaction(fence, (tx) => recordLater(tx, row, now + rootWait));
      const { message } = prepared;
      if (row.messageId !== null) return await edit(row, row.messageId, message, platform, fence);
      if (row.doubtSince !== null) return await resolveDoubt(row, row.doubtSince, message, platform, fence);
      await post(row, message, platform, fence);
    } catch (error) {
      if (error instanceof LostLeadership) throw error;
      await fail({ row, platform, error, wasCalled: false, began: now }, fence);
    }
  }

  async function post(row: OutboxRow, message: Prepared, platform: ChatPlatform, fence: number): Promise<void> {
    const began = clock.now();
    await leadership.transaction(fence, (tx) => recordIntent(tx, row, fence, began));
    let messageId: string;
    try {
      messageId = await call(row, platform, 'post', () => platform.post(message.channel, message.outgoing));
    } catch (error) {
      return fail({ row, platform, message, error, wasCalled: true, began }, fence);
    }
    await leadership.transaction(fence, (tx) => recordShown(tx, row, message, messageId, clock.now()));
    events.shown(row, 'posted');
  }

  async function edit(
    row: OutboxRow,
    messageId: string,
    message: Prepared,
    platform: ChatPlatform,
    fence: number,
  ): Promise<void> {
    const began = clock.now();
    if (message.look !== row.shownHash) {
      try {
        await call(row, platform, 'edit', () => platform.edit(message.channel, messageId, message.outgoing));
      } catch (error) {
        return fail({ row, platform, message, error, wasCalled: true, began }, fence);
      }
      events.shown(row, 'edited');
    }
    await leadership.transaction(fence, (tx) => recordShown(tx, row, message, messageId, clock.now()));
  }

  async function resolveDoubt(
    row: OutboxRow,
    since: number,
    message: Prepared,
    platform: ChatPlatform,
    fence: number,
  ): Promise<void> {
    if (!platform.find) {
      const outgoing = { ...message.outgoing, isRepeat: true };
      return post({ ...row, isRepeat: 1 }, { ...message, outgoing }, platform, fence);
    }
    const found = await platform.find(message.channel, row.slot, since);
    if (found === undefined) return post(row, message, platform, fence);
    await leadership.transaction(fence, (tx) => recordFound(tx, row, found, clock.now()));
    events.shown(row, 'found');
  }

  /** Calls the platform within its budget. */
  async function call<Result>(
    row: OutboxRow,
    platform: ChatPlatform,
    method: Use['method'],
    act: () => Promise<Result>,
  ): Promise<Result> {
    const ended = budgets.take(platform.limits, useOf(row, method), clock.elapsed());
    try {
      const result = await act();
      circuits.succeeded(tenantOf(row));
      return result;
    } finally {
      ended(clock.elapsed());
    }
  }

  async function fail(failure: Failure, fence: number): Promise<void> {
    const { row, platform, message, error, wasCalled } = failure;
    const trouble = troubleOf(error, wasCalled);
    const tried = {
      isLive: row.subject !== null,
      isFinal: message?.isFinal ?? row.cardJson !== null,
      wasPosted: row.messageId !== null,
      reposts: row.reposts,
      attempts: row.attempts,
      waitingSince: row.waitingSince ?? row.createdAt,
    };
    const verdict = verdictOn(trouble, tried, clock.now(), options.random);
    const words = error instanceof Error ? error.message : String(error);
    if (trouble.kind === 'fault') options.log.error({ err: error, slot: row.slot }, 'a message met a fault');
    noteNeighbours(row, platform, verdict);
    events.failed(row, trouble.kind);
    await leadership.transaction(fence, (tx) => recordVerdict(tx, failure, verdict, words));
  }

  function noteNeighbours(row: OutboxRow, platform: ChatPlatform, { circuit, hold }: Verdict): void {
    const elapsed = clock.elapsed();
    if (circuit === 'failed') circuits.failed(tenantOf(row), elapsed);
    if (circuit === 'succeeded') circuits.succeeded(tenantOf(row));
    const method = row.messageId === null ? 'post' : 'edit';
    if (hold) budgets.hold(platform.limits, useOf(row, method), hold, elapsed);
  }

  async function recordVerdict(
    tx: DeliveryTransaction,
    row: OutboxRow,
    verdict: Verdict,
    words: string,
  ): Promise<void> {
    const repeat = { isRepeat: row.isRepeat };
    switch (verdict.kind) {
      case 'again':
        return recordLater(tx, row, verdict.dueAt, {
          ...tried,
          attempts: verdict.attempts,
          // An earlier doubt that could not be cleared up stays.
          doubtSince: wasCalled ? null : row.doubtSince,
        });
      case 'settle':
        return recordLater(tx, row, verdict.dueAt, {
          ...tried,
          attempts: verdict.attempts,
          doubtSince: row.doubtSince ?? began,
        });
      case 'repost':
        return recordLater(tx, row, clock.now(), { messageId: null, shownHash: null, reposts: row.reposts + 1 });
      case 'rest':
        return recordResting(tx, row);
      case 'dead':
        await recordDead(tx, row, `${verdict.words} (${words})`);
        if (verdict.closesChannel) await events.channelClosed(tx, row.channel, verdict.words);
        return;
      default:
        return verdict satisfies never;
    }
  }

  return send;
}

/** How a message counts against the limits of its platform. */
export function useOf(row: OutboxRow, method: Use['method']): Use {
  return { tenant: tenantOf(row), channel: row.channel, method, ...(method === 'edit' && { message: row.slot }) };
}

/** `slack:T1` of `slack:T1/C1`: what circuits and budgets call a tenant. */
export function tenantOf({ channel }: Pick<OutboxRow, 'channel'>): string {
  return channel.slice(0, channel.indexOf('/'));
}
