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
  /** Whom an end mentions: nobody, whoever asked for the run, or this person; absent where nobody is to be told of it. */
  alert?: 'none' | 'owner' | (string & {});
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
  await tx
    .insertInto('outbox')
    .values(row)
    .onConflict((conflict) => conflict.column('slot').doNothing())
    .execute();
}

/**
 * Shows `subject` in channels from now on: one message in each, edited as it changes; `urgency` is that of the post. Once
 * shown it stays that message; where it had no options it takes them, and is as urgent as whoever has them is.
 */
export async function showLive(
  tx: DeliveryTransaction,
  subject: string,
  places: readonly { channel: ChannelRef; options: MessageOptions }[],
  now: number,
  urgency: Urgency = urgencies.outcome,
): Promise<void> {
  const rows = places.map(({ channel, options }) => ({
    ...fresh(liveSlot(channel, subject), channel, options, urgency, now),
    subject,
  }));
  for (let at = 0; at < rows.length; at += mostRows) {
    await tx
      .insertInto('outbox')
      .values(rows.slice(at, at + mostRows))
      .onConflict((conflict) =>
        conflict
          .column('slot')
          .doUpdateSet((eb) => ({ optionsJson: eb.ref('excluded.optionsJson'), urgency: eb.ref('excluded.urgency') }))
          .where('outbox.optionsJson', '=', '{}'),
      )
      .execute();
  }
}

/** Something changed in `subject`: every message that shows it is due. Progress never delays an outcome. */
export async function bump(tx: DeliveryTransaction, subject: string, urgency: Urgency, now: number): Promise<void> {
  if (urgency !== urgencies.progress) await tryAgain(tx, subject, now);
  await tx
    .updateTable('outbox')
    .set((eb) => ({
      wanted: eb('wanted', '+', 1),
      // Whoever asked for a message waits for its post, whatever it shows.
      urgency: eb
        .case()
        .when(eb.and([eb('shown', '=', 0), eb('urgency', '<', urgency)]))
        .then(eb.ref('urgency'))
        .else(urgency)
        .end(),
      // What is due keeps its time, so that a busy run is shown.
      dueAt: eb.fn.coalesce('dueAt', eb.val(now)),
      waitingSince: eb.fn.coalesce('waitingSince', eb.val(now)),
    }))
    .where('subject', '=', subject)
    .where('state', '!=', 'dead')
    .execute();
}

/**
 * An outcome is worth another try at once, also where progress was not taken, or was put off for later. A post in doubt
 * waits until it has surely been shown or lost.
 */
async function tryAgain(tx: DeliveryTransaction, subject: string, now: number): Promise<void> {
  await tx
    .updateTable('outbox')
    .set((eb) => ({
      state: 'open',
      attempts: 0,
      dueAt: now,
      waitingSince: eb.case().when('state', '=', 'dead').then(now).else(eb.ref('waitingSince')).end(),
      problem: null,
    }))
    .where('subject', '=', subject)
    .where((eb) =>
      eb.or([
        eb('state', '=', 'dead'),
        eb.and([eb('attempts', '>', 0), eb('dueAt', '>', now), eb('doubtSince', 'is', null)]),
      ]),
    )
    .execute();
}

/** What was told of as the end of `subject` was not: whoever is to be told of the true end will be. */
export async function reopen(tx: DeliveryTransaction, subject: string): Promise<void> {
  await tx.updateTable('outbox').set({ isFinal: 0 }).where('subject', '=', subject).execute();
}

/** What a message shows or leads to, for a line said in its thread: `run:<id>`. */
export async function subjectOfThread(db: DeliveryReader, channel: ChannelRef): Promise<string | undefined> {
  if (channel.thread === undefined) return undefined;
  const row = await db
    .selectFrom('outbox')
    .select(['subject', 'optionsJson'])
    .where('channel', '=', channelKey(channel))
    .where('messageId', '=', channel.thread)
    .executeTakeFirst();
  if (!row || row.subject !== null) return row?.subject ?? undefined;
  const { leadsTo } = JSON.parse(row.optionsJson) as MessageOptions;
  if (leadsTo === undefined) return undefined;
  const goal = await db.selectFrom('outbox').select('subject').where('slot', '=', leadsTo).executeTakeFirst();
  return goal?.subject ?? undefined;
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
