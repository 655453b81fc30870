import type { ChannelRef, ChatPlatform } from '../chat/platform.ts';
import { LostLeadership } from './leadership.ts';
import { dropMessage, recordFound, recordIntent, recordLater, recordResting, recordShown } from './message-records.ts';
import { createNoteFailure } from './note-failure.ts';
import { type NotNow, type Prepared, prepareMessage } from './prepare-message.ts';
import type { DeliveryTransaction, OutboxRow } from './schema.ts';
import { type SendingOptions, tenantOf, useOf } from './sending.ts';

/** How long (milliseconds) an answer in a thread waits for the message it answers. */
const rootWait = 1_000;

/**
 * Takes one due message one step further: intent, call, result. A post whose answer did not come is looked up before it
 * is made again, or marked as a repeat where a platform cannot be searched; an edit is made again.
 */
export function createSendMessage(options: SendingOptions) {
  const { store, leadership, budgets, circuits, events, clock } = options;
  const fail = createNoteFailure(options);

  async function send(row: OutboxRow, platform: ChatPlatform, fence: number): Promise<void> {
    const began = clock.now();
    let prepared: Awaited<ReturnType<typeof prepareMessage>>;
    let found: string | undefined;
    try {
      prepared = await prepareMessage(store, options.render, row, began);
      if (prepared.kind === 'send' && isInDoubt(row))
        found = await platform.find?.(placeOf(prepared.message), row.slot, row.doubtSince);
    } catch (error) {
      return fail({ row, platform, error, wasCalled: false, began }, fence);
    }
    if (prepared.kind !== 'send') return leadership.transaction(fence, (tx) => recordNotNow(tx, row, prepared));
    const { message } = prepared;
    if (row.messageId !== null) return edit(row, row.messageId, message, platform, fence);
    if (found !== undefined) return takeFound(row, found, fence);
    if (isInDoubt(row) && !platform.find) return post({ ...row, isRepeat: 1 }, asRepeat(message), platform, fence);
    return post(row, message, platform, fence);
  }

  async function post(row: OutboxRow, message: Prepared, platform: ChatPlatform, fence: number): Promise<void> {
    await carryOut(row, message, platform, fence, 'posted', () => platform.post(message.channel, message.outgoing));
  }

  async function edit(
    row: OutboxRow,
    messageId: string,
    message: Prepared,
    platform: ChatPlatform,
    fence: number,
  ): Promise<void> {
    if (message.look === row.shownHash && row.doubtSince === null)
      return leadership.transaction(fence, (tx) => recordShown(tx, row, message, messageId, clock.now()));
    await carryOut(row, message, platform, fence, 'edited', async () => {
      await platform.edit(message.channel, messageId, message.outgoing);
      return messageId;
    });
  }

  async function carryOut(
    row: OutboxRow,
    message: Prepared,
    platform: ChatPlatform,
    fence: number,
    how: 'posted' | 'edited',
    act: () => Promise<string>,
  ): Promise<void> {
    const began = clock.now();
    const use = useOf(row);
    // Others may have used up what was free when the sender asked; it stays due. Nothing is awaited before taking.
    if (budgets.waitFor(platform.limits, use, clock.elapsed()) > 0) return;
    const ended = budgets.take(platform.limits, use, clock.elapsed());
    try {
      if (!(await leadership.transaction(fence, (tx) => recordIntent(tx, row, fence, began)))) return;
      const call = () => callWhileLeading(row, fence, act).finally(() => ended(clock.elapsed()));
      await callAndNote({ row, message, platform, began }, fence, how, call);
    } finally {
      ended(clock.elapsed());
    }
  }

  /** Whatever fails from here on leaves it open whether the message was shown, also when only our store failed. */
  async function callAndNote(
    tried: { row: OutboxRow; message: Prepared; platform: ChatPlatform; began: number },
    fence: number,
    how: 'posted' | 'edited',
    call: () => Promise<string>,
  ): Promise<void> {
    const { row, message } = tried;
    try {
      const messageId = await call();
      await leadership.transaction(fence, (tx) => recordShown(tx, row, message, messageId, clock.now()));
    } catch (error) {
      return fail({ ...tried, error, wasCalled: true }, fence);
    }
    events.shown(row, how);
  }

  async function takeFound(row: OutboxRow, messageId: string, fence: number): Promise<void> {
    await leadership.transaction(fence, (tx) => recordFound(tx, row, messageId, clock.now()));
    events.shown(row, 'found');
  }

  function recordNotNow(tx: DeliveryTransaction, row: OutboxRow, { kind }: NotNow): Promise<void> {
    const now = clock.now();
    switch (kind) {
      case 'wait':
        return recordLater(tx, row, now + rootWait);
      case 'rest':
        return recordResting(tx, row, now);
      case 'drop':
        return dropMessage(tx, row);
      default:
        return kind satisfies never;
    }
  }

  /** This process may have been frozen since it last looked. */
  async function callWhileLeading(row: OutboxRow, fence: number, act: () => Promise<string>): Promise<string> {
    if (leadership.fence() !== fence) throw new LostLeadership(`leadership ${fence} is over`);
    const messageId = await act();
    circuits.succeeded(tenantOf(row));
    return messageId;
  }

  return send;
}

/** Where the message stands: an answer stands in the thread of what it answers. */
function placeOf({ channel, outgoing: { inReplyTo } }: Prepared): ChannelRef {
  return inReplyTo === undefined ? channel : { ...channel, thread: inReplyTo };
}

function isInDoubt(row: OutboxRow): row is OutboxRow & { doubtSince: number } {
  return row.messageId === null && row.doubtSince !== null;
}

function asRepeat(message: Prepared): Prepared {
  return { ...message, outgoing: { ...message.outgoing, isRepeat: true } };
}
