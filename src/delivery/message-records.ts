import type { ExpressionBuilder } from 'kysely';
import type { ChannelRef } from '../chat/platform.ts';
import { enqueue, urgencies } from './outbox.ts';
import type { Prepared } from './prepare-message.ts';
import type { DeliverySchema, DeliveryTransaction, OutboxRow } from './schema.ts';
import { settling } from './verdict.ts';

/**
 * Notes that a call is about to be made: from here on what is sent may have been shown. Whoever finds the message due
 * again, be it the next leader or this one after its own store failed, comes when the platform has surely taken or lost
 * it: a post is looked up first, and no late edit undoes a newer one. What has to be told of an end is enqueued with it,
 * so that nobody is told twice whatever is found then, and somebody is although an edit is refused. False when the message
 * went on since it was read.
 */
export async function recordIntent(
  tx: DeliveryTransaction,
  row: OutboxRow,
  message: Prepared,
  fence: number,
  now: number,
): Promise<boolean> {
  const isFinal = message.isFinal ? 1 : row.isFinal;
  const { numUpdatedRows } = await tx
    .updateTable('outbox')
    .set({ fence, doubtSince: now, dueAt: now + settling, isRepeat: row.isRepeat, isFinal })
    .where('slot', '=', row.slot)
    .where('state', '=', 'open')
    .where('messageId', row.messageId === null ? 'is' : '=', row.messageId)
    .where('doubtSince', row.doubtSince === null ? 'is' : '=', row.doubtSince)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  if (message.after) await followUp(tx, row, message.after, now);
  return true;
}

/** What was wanted when the message was rendered is shown; what was wanted since makes it due again. */
export async function recordShown(
  tx: DeliveryTransaction,
  row: OutboxRow,
  message: Prepared,
  messageId: string,
  now: number,
): Promise<void> {
  await tx
    .updateTable('outbox')
    .set((eb) => ({
      ...settled,
      ...untilMoreIsWanted(eb, row, now),
      messageId,
      shown: row.wanted,
      shownHash: message.look,
      isFinal: message.isFinal ? 1 : 0,
      attempts: 0,
    }))
    .where('slot', '=', row.slot)
    .execute();
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

/** Nothing is to be done until something changes, or at once when it has changed meanwhile. */
export async function recordResting(tx: DeliveryTransaction, row: OutboxRow, now: number): Promise<void> {
  await tx
    .updateTable('outbox')
    .set((eb) => ({ ...settled, ...untilMoreIsWanted(eb, row, now) }))
    .where('slot', '=', row.slot)
    .execute();
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

/** Due again when more is wanted than was when the row was read. */
function untilMoreIsWanted(eb: ExpressionBuilder<DeliverySchema, 'outbox'>, row: OutboxRow, now: number) {
  const orNever = () =>
    eb
      .case()
      .when('wanted', '>', row.wanted)
      .then(eb.cast<number>(eb.val(now), 'bigint'))
      .else(null)
      .end();
  return { dueAt: orNever(), waitingSince: orNever() };
}

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
        ...(after.inThread ? { answers: row.slot } : { leadsTo: row.slot }),
      },
    },
    now,
  );
}
