import type { ExpressionBuilder } from 'kysely';
import type { ChannelRef } from '../chat/platform.ts';
import { enqueue, urgencies } from './outbox.ts';
import type { Prepared } from './prepare-message.ts';
import type { DeliverySchema, DeliveryTransaction, OutboxRow } from './schema.ts';

/** Notes that a post is about to be made: from here on it may have been shown. */
export async function recordIntent(tx: DeliveryTransaction, row: OutboxRow, fence: number, now: number): Promise<void> {
  await change(tx, row, { state: 'sending', fence, doubtSince: now });
}

/** What was wanted when the message was rendered is shown; what was wanted since makes it due again. */
export async function recordShown(
  tx: DeliveryTransaction,
  row: OutboxRow,
  message: Prepared,
  messageId: string,
  now: number,
): Promise<void> {
  const ifMoreIsWanted = (eb: ExpressionBuilder<DeliverySchema, 'outbox'>) =>
    eb
      .case()
      .when('wanted', '>', row.wanted)
      .then(eb.cast<number>(eb.val(now), 'bigint'))
      .else(null)
      .end();
  await tx
    .updateTable('outbox')
    .set((eb) => ({
      ...settled,
      messageId,
      shown: row.wanted,
      shownHash: message.look,
      isFinal: message.isFinal ? 1 : 0,
      attempts: 0,
      dueAt: ifMoreIsWanted(eb),
      waitingSince: ifMoreIsWanted(eb),
    }))
    .where('slot', '=', row.slot)
    .execute();
  if (message.after) await followUp(tx, row, message.after, now);
}

/** The post of an earlier try was found on the platform: it is edited to show what is wanted now. */
export async function recordFound(
  tx: DeliveryTransaction,
  row: OutboxRow,
  messageId: string,
  now: number,
): Promise<void> {
  await change(tx, row, { ...settled, messageId, dueAt: now });
}

/** Puts the message off; `changes` says what the failed try tells of it. */
export async function recordLater(
  tx: DeliveryTransaction,
  row: OutboxRow,
  dueAt: number,
  changes: Partial<OutboxRow> = {},
): Promise<void> {
  await change(tx, row, { state: 'open', dueAt, ...changes });
}

/** Nothing is to be done until something changes. */
export async function recordResting(tx: DeliveryTransaction, row: OutboxRow): Promise<void> {
  await change(tx, row, { ...settled, shown: row.wanted, dueAt: null, waitingSince: null });
}

/** The message will never be shown; `deliveries` lists it. */
export async function recordDead(tx: DeliveryTransaction, row: OutboxRow, why: string): Promise<void> {
  await change(tx, row, { state: 'dead', dueAt: null, problem: why });
}

/** Nobody wants the message any more. */
export async function dropMessage(tx: DeliveryTransaction, row: OutboxRow): Promise<void> {
  await tx.deleteFrom('outbox').where('slot', '=', row.slot).execute();
}

const settled = { state: 'open', doubtSince: null, problem: null } as const;

async function change(tx: DeliveryTransaction, { slot }: OutboxRow, values: Partial<OutboxRow>): Promise<void> {
  await tx.updateTable('outbox').set(values).where('slot', '=', slot).execute();
}

async function followUp(
  tx: DeliveryTransaction,
  row: OutboxRow,
  after: NonNullable<Prepared['after']>,
  now: number,
): Promise<void> {
  await enqueue(
    tx,
    {
      slot: `${row.slot}:${after.kind}`,
      channel: JSON.parse(row.channelJson) as ChannelRef,
      card: after.card,
      urgency: urgencies.failure,
      options: {
        ...(after.mention !== undefined && { mention: after.mention }),
        ...(after.inThread && { answers: row.slot }),
      },
    },
    now,
  );
}
