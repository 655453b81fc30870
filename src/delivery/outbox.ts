import type { Card, CardButton } from '../cards/card.ts';
import { type ChannelRef, channelKey, type RunFile } from '../chat/platform.ts';
import type { DeliveryReader, DeliveryTransaction, OutboxRow } from './schema.ts';

/** How urgent a message is: a person waits for it, it tells of a failure, or it only shows how far something is. */
export const urgencies = { outcome: 0, failure: 1, progress: 2 } as const;
export type Urgency = (typeof urgencies)[keyof typeof urgencies];

/** Rows of one statement: SQLite takes 32,766 values, and each length is a statement of its own that it keeps ready. */
const mostRows = 100;

/** How a message is shown, apart from its card. */
export interface MessageOptions {
  /** The person to notify, by key. */
  mention?: string;
  /** Slot of the message in whose thread this one is an answer. */
  answers?: string;
  /** Slot of the message that this one leads to: it waits for that one, and links to it where the platform can. */
  leadsTo?: string;
  /** Only this person, by key, may see it. */
  onlyFor?: string;
  /** The line that shows the same to everybody. */
  share?: string;
  /** What sends files, where the platform can. */
  fileButtons?: readonly CardButton[];
  /** To be sent as this file; the card is for where files cannot be sent. */
  file?: RunFile;
  /** Whom a final failure mentions: nobody, whoever asked for the run, or this person. */
  alert?: 'none' | 'owner' | (string & {});
  /** Outcomes that need a person come as an answer in the thread; else as a message of their own. */
  threads?: boolean;
}

/** A card as it was when it was enqueued. */
export interface FrozenMessage {
  slot: string;
  channel: ChannelRef;
  card: Card;
  urgency: Urgency;
  options: MessageOptions;
  /** Milliseconds since 1970 after which nobody wants to see it any more. */
  expiresAt?: number;
}

/** The slot of the one message that shows `subject` in a channel. */
export function liveSlot(channel: ChannelRef, subject: string): string {
  return `live:${channelKey(channel)}:${subject}`;
}

/** Enqueues a card; the same slot is enqueued once, whatever comes later. */
export async function enqueue(tx: DeliveryTransaction, message: FrozenMessage, now: number): Promise<void> {
  const row = {
    ...fresh(message.slot, message.channel, message.options, message.urgency, now),
    cardJson: JSON.stringify(message.card),
    isFinal: 1,
    expiresAt: message.expiresAt ?? null,
  };
  await insert(tx, [row]);
}

/**
 * Shows `subject` in channels from now on: one message in each, edited as it changes. Once shown it stays that message.
 */
export async function showLive(
  tx: DeliveryTransaction,
  subject: string,
  places: readonly { channel: ChannelRef; options: MessageOptions }[],
  now: number,
): Promise<void> {
  const rows = places.map(({ channel, options }) => ({
    ...fresh(liveSlot(channel, subject), channel, options, urgencies.outcome, now),
    subject,
  }));
  for (let at = 0; at < rows.length; at += mostRows) await insert(tx, rows.slice(at, at + mostRows));
}

/** Something changed in `subject`: every message that shows it is due. Progress never delays an outcome. */
export async function bump(tx: DeliveryTransaction, subject: string, urgency: Urgency, now: number): Promise<void> {
  if (urgency !== urgencies.progress) await revive(tx, subject, now);
  await tx
    .updateTable('outbox')
    .set((eb) => ({
      wanted: eb('wanted', '+', 1),
      // A message that is not posted yet keeps its urgency; what is due keeps its time, so that a busy run is shown.
      urgency: eb.case().when('shown', '=', 0).then(eb.ref('urgency')).else(urgency).end(),
      dueAt: eb.fn.coalesce('dueAt', eb.val(now)),
      waitingSince: eb.fn.coalesce('waitingSince', eb.val(now)),
    }))
    .where('subject', '=', subject)
    .where('state', '!=', 'dead')
    .execute();
}

/** An outcome is worth another try, also where progress was not taken. */
async function revive(tx: DeliveryTransaction, subject: string, now: number): Promise<void> {
  await tx
    .updateTable('outbox')
    .set({ state: 'open', attempts: 0, dueAt: now, waitingSince: now, problem: null })
    .where('subject', '=', subject)
    .where('state', '=', 'dead')
    .execute();
}

/** What a message shows, for a line said in its thread: `run:<id>`. */
export async function subjectOfThread(db: DeliveryReader, channel: ChannelRef): Promise<string | undefined> {
  if (channel.thread === undefined) return undefined;
  const row = await db
    .selectFrom('outbox')
    .select('subject')
    .where('channel', '=', channelKey(channel))
    .where('messageId', '=', channel.thread)
    .executeTakeFirst();
  return row?.subject ?? undefined;
}

async function insert(tx: DeliveryTransaction, rows: readonly OutboxRow[]): Promise<void> {
  await tx
    .insertInto('outbox')
    .values(rows)
    .onConflict((conflict) => conflict.column('slot').doNothing())
    .execute();
}

function fresh(slot: string, channel: ChannelRef, options: MessageOptions, urgency: Urgency, now: number): OutboxRow {
  return {
    slot,
    channel: channelKey(channel),
    channelJson: JSON.stringify(channel),
    subject: null,
    cardJson: null,
    optionsJson: JSON.stringify(options),
    wanted: 1,
    shown: 0,
    urgency,
    state: 'open',
    messageId: null,
    shownHash: null,
    isFinal: 0,
    attempts: 0,
    dueAt: now,
    waitingSince: now,
    doubtSince: null,
    isRepeat: 0,
    reposts: 0,
    fence: 0,
    createdAt: now,
    expiresAt: null,
    problem: null,
  };
}
