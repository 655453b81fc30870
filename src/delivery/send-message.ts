import type { ChannelRef, ChatPlatform } from '../chat/platform.ts';
import type { EndOfUse } from './budgets.ts';
import { createDoubts } from './doubts.ts';
import { LostLeadership } from './leadership.ts';
import { dropMessage, recordFound, recordIntent, recordLater, recordResting, recordShown } from './message-records.ts';
import { createNoteFailure } from './note-failure.ts';
import { type NotNow, type Prepared, prepareMessage } from './prepare-message.ts';
import type { DeliveryTransaction, OutboxRow } from './schema.ts';
import { type SendingOptions, useOf } from './sending.ts';

/** How long (milliseconds) an answer in a thread waits for the message it answers. */
const rootWait = 1_000;

/** One try at a message that is to be shown; `ended` ends the use of the platform that was taken for it. */
interface Step {
  row: OutboxRow;
  message: Prepared;
  platform: ChatPlatform;
  fence: number;
  ended: EndOfUse;
}

/**
 * Takes one due message one step further: intent, call, result. A post whose answer did not come is looked up before it
 * is made again, or marked as a repeat where a platform cannot be searched; an edit is made again.
 */
export function createSendMessage(options: SendingOptions) {
  const { store, leadership, circuits, events, clock } = options;
  const doubts = createDoubts(clock);
  const fail = createNoteFailure(options, doubts);

  async function send(row: OutboxRow, platform: ChatPlatform, fence: number, ended: EndOfUse): Promise<void> {
    const began = clock.now();
    const unsettled = doubts.waitFor(row.slot);
    if (unsettled > 0) return leadership.transaction(fence, (tx) => recordLater(tx, row, began + unsettled));
    let prepared: Awaited<ReturnType<typeof prepareMessage>>;
    let found: string | undefined;
    try {
      prepared = await prepareMessage({ store, render: options.render, platform }, row, began);
      if (prepared.kind === 'send' && isInDoubt(row) && platform.find) {
        found = await platform.find(placeOf(prepared.message), row.slot, row.doubtSince);
        circuits.succeeded(useOf(row));
      }
    } catch (error) {
      return fail({ row, platform, error, wasCalled: false, began }, fence);
    }
    if (prepared.kind !== 'send') return leadership.transaction(fence, (tx) => recordNotNow(tx, row, prepared));
    const { message } = prepared;
    const step = { row, message, platform, fence, ended };
    if (row.messageId !== null) return edit(step, row.messageId);
    if (found !== undefined) return takeFound(row, found, fence);
    if (isInDoubt(row) && !platform.find)
      return post({ ...step, row: { ...row, isRepeat: 1 }, message: asRepeat(message) });
    return post(step);
  }

  async function post(step: Step): Promise<void> {
    const { platform, message } = step;
    await carryOut(step, 'posted', () => platform.post(message.channel, message.outgoing));
  }

  async function edit(step: Step, messageId: string): Promise<void> {
    const { row, message, platform, fence } = step;
    if (message.look === row.shownHash && row.doubtSince === null)
      return leadership.transaction(fence, (tx) => recordShown(tx, row, message, messageId, clock.now()));
    await carryOut(step, 'edited', async () => {
      await platform.edit(message.channel, messageId, message.outgoing);
      return messageId;
    });
  }

  async function carryOut(step: Step, how: 'posted' | 'edited', act: () => Promise<string>): Promise<void> {
    const { row, message, fence } = step;
    const began = clock.now();
    if (!(await leadership.transaction(fence, (tx) => recordIntent(tx, row, message, fence, began)))) return;
    await callAndNote({ ...step, began }, how, () => callWhileLeading(step, act));
  }

  /** Whatever fails from here on leaves it open whether the message was shown, also when only our store failed. */
  async function callAndNote(
    tried: Step & { began: number },
    how: 'posted' | 'edited',
    call: () => Promise<string>,
  ): Promise<void> {
    const { row, message, fence } = tried;
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
  async function callWhileLeading({ row, fence, ended }: Step, act: () => Promise<string>): Promise<string> {
    if (leadership.fence() !== fence) throw new LostLeadership(`leadership ${fence} is over`);
    const messageId = await act().finally(() => ended(clock.elapsed()));
    circuits.succeeded(useOf(row));
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
