import type { ChatPlatform } from '../chat/platform.ts';
import { LostLeadership } from './leadership.ts';
import { dropMessage, recordFound, recordIntent, recordLater, recordShown } from './message-records.ts';
import { createNoteFailure } from './note-failure.ts';
import { type Prepared, prepareMessage } from './prepare-message.ts';
import type { OutboxRow } from './schema.ts';
import { type SendingOptions, tenantOf, useOf } from './sending.ts';

/** How long (milliseconds) an answer in a thread waits for the message it answers. */
const rootWait = 1_000;

/**
 * Takes one due message one step further: intent, call, result. A post whose answer did not come is looked up before it
 * is made again, or marked as a repeat where a platform cannot be searched; an edit is safe to repeat.
 */
export function createSendMessage(options: SendingOptions) {
  const { store, leadership, budgets, circuits, events, clock } = options;
  const fail = createNoteFailure(options);

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
      messageId = await call(row, platform, () => platform.post(message.channel, message.outgoing));
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
        await call(row, platform, () => platform.edit(message.channel, messageId, message.outgoing));
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
  async function call<Result>(row: OutboxRow, platform: ChatPlatform, act: () => Promise<Result>): Promise<Result> {
    const ended = budgets.take(platform.limits, useOf(row), clock.elapsed());
    try {
      const result = await act();
      circuits.succeeded(tenantOf(row));
      return result;
    } finally {
      ended(clock.elapsed());
    }
  }

  return send;
}
