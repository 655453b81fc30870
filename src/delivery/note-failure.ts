import type { ChannelRef, ChatPlatform } from '../chat/platform.ts';
import type { Doubts } from './doubts.ts';
import { LostLeadership } from './leadership.ts';
import { recordDead, recordLater, recordResting } from './message-records.ts';
import type { Prepared } from './prepare-message.ts';
import type { DeliveryTransaction, OutboxRow } from './schema.ts';
import { type SendingOptions, useOf } from './sending.ts';
import { troubleOf, type Verdict, verdictOn } from './verdict.ts';

/** One try at a message that failed, and what was thrown. */
export interface Failure {
  row: OutboxRow;
  platform: ChatPlatform;
  message?: Prepared;
  error: unknown;
  /** The platform may have begun with it. */
  wasCalled: boolean;
  /** Milliseconds since 1970. */
  began: number;
}

/** Has the verdict on a failed try, tells the circuits and budgets, and notes what follows for the message. */
export function createNoteFailure(options: SendingOptions, doubts: Doubts) {
  const { leadership, budgets, circuits, events, clock } = options;

  return async function noteFailure(failure: Failure, fence: number): Promise<void> {
    const { row, message, error, wasCalled } = failure;
    if (error instanceof LostLeadership) throw error;
    const trouble = troubleOf(error, wasCalled);
    const tried = {
      isLive: row.subject !== null,
      isWorthReposting: message ? message.isFinal && !message.restsWhenGone : row.cardJson !== null,
      wasPosted: row.messageId !== null,
      reposts: row.reposts,
      attempts: row.attempts,
      waitingSince: row.waitingSince ?? row.createdAt,
      ...(row.doubtSince !== null && !canBeSettled(failure) && { inDoubtSince: row.doubtSince }),
    };
    const verdict = verdictOn(trouble, tried, clock.now(), options.random);
    if (trouble.kind === 'store')
      options.log.warn({ err: error, slot: row.slot }, 'a message met a store that is closed');
    if (trouble.kind === 'fault') options.log.error({ err: error, slot: row.slot }, 'a message met a fault');
    tellNeighbours(failure, verdict);
    if (verdict.kind === 'settle') doubts.add(row.slot);
    events.failed(row, trouble.kind, wordsOf(error));
    await leadership.transaction(fence, (tx) => recordVerdict(tx, failure, verdict));
    // What only one person was to see says nothing of the channel: its way may have been their own conversation.
    if (verdict.kind === 'dead' && verdict.closesChannel && message?.outgoing.onlyFor === undefined) {
      await events.channelClosed(JSON.parse(row.channelJson) as ChannelRef, verdict.words);
    }
  };

  function tellNeighbours({ row, platform }: Failure, { circuit, hold }: Verdict): void {
    const elapsed = clock.elapsed();
    const use = useOf(row);
    if (circuit === 'failed') circuits.failed(use, elapsed);
    if (circuit === 'succeeded') circuits.succeeded(use);
    if (hold) budgets.hold(platform.limits, use, hold, elapsed);
  }

  async function recordVerdict(tx: DeliveryTransaction, failure: Failure, verdict: Verdict): Promise<void> {
    const { row, wasCalled, began } = failure;
    const words = wordsOf(failure.error);
    const tried = { problem: words, isRepeat: row.isRepeat };
    switch (verdict.kind) {
      case 'again': {
        // A doubt that could not be cleared up stays.
        const doubtSince = wasCalled && canBeSettled(failure) ? null : row.doubtSince;
        return recordLater(tx, row, verdict.dueAt, { ...tried, attempts: verdict.attempts, doubtSince });
      }
      case 'settle': {
        const doubtSince = row.doubtSince ?? began;
        return recordLater(tx, row, verdict.dueAt, { ...tried, attempts: verdict.attempts, doubtSince });
      }
      case 'repost': {
        const reposts = row.reposts + 1;
        return recordLater(tx, row, clock.now(), { messageId: null, shownHash: null, doubtSince: null, reposts });
      }
      case 'rest':
        return recordResting(tx, row, clock.now());
      case 'dead':
        return recordDead(tx, row, `${verdict.words} (${words})`);
      default:
        return verdict satisfies never;
    }
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether it was shown is found out before, or does not matter to, the next try: an edit is made again without harm. */
function canBeSettled({ row, platform }: Failure): boolean {
  return row.messageId !== null || platform.find !== undefined;
}
