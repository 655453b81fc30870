import { hash } from 'node:crypto';
import type { Card } from '../cards/card.ts';
import { type ChannelRef, type ChatPlatform, type Outgoing, SendProblem } from '../chat/platform.ts';
import type { MessageOptions } from './outbox.ts';
import type { FollowUp, Rendering, RenderLive } from './rendering.ts';
import type { DeliveryStore, OutboxRow } from './schema.ts';

/** After so many failed tries a message goes out without its link. */
const linkTries = 3;

/** A message as it is to be sent now. */
export interface Prepared {
  channel: ChannelRef;
  outgoing: Outgoing;
  /** Equal for equal looks: what is shown already is not sent again. */
  look: string;
  isFinal: boolean;
  restsWhenGone: boolean;
  after?: FollowUp;
}

/**
 * Why a message is not sent now: what it answers is not posted yet, what it is to show is not known yet, or nobody wants
 * to see it any more.
 */
export type NotNow = { kind: 'wait' | 'rest' | 'drop' };

interface Sources {
  store: DeliveryStore;
  render: RenderLive;
  platform: ChatPlatform;
}

/**
 * Renders a message from the present rows. Throws what `render` throws: a fault, which counts as a failed attempt; and a
 * `SendProblem` while the platform may yet tell where the message leads.
 */
export async function prepareMessage(
  { store, render, platform }: Sources,
  row: OutboxRow,
  now: number,
): Promise<{ kind: 'send'; message: Prepared } | NotNow> {
  if (row.expiresAt !== null && row.expiresAt <= now && row.shown === 0) return { kind: 'drop' };
  const options = JSON.parse(row.optionsJson) as MessageOptions;
  const root = options.answers === undefined ? undefined : await rootOf(store, options.answers);
  const goal = options.leadsTo === undefined ? undefined : await rootOf(store, options.leadsTo);
  if (root?.state === 'unposted' || goal?.state === 'unposted') return { kind: 'wait' };
  const look = await lookOf(render, row, options);
  // The watcher may not have seen a run yet that was just started; it bumps what it sees.
  if (!look) return { kind: row.subject === null ? 'drop' : 'rest' };
  const channel = JSON.parse(row.channelJson) as ChannelRef;
  const { isFinal, restsWhenGone = false, mention, after } = look;
  const leadsTo = goal?.messageId && (await linkTo(platform, channel, goal.messageId, row.attempts));
  const linked = leadsTo ? withLink(look.card, leadsTo) : look.card;
  const card = row.reposts > 0 ? inPlaceOfAnother(linked) : linked;
  const isTold = row.reposts > 0 && row.isFinal === 1;
  const outgoing: Outgoing = {
    marker: row.slot,
    card,
    isFinal,
    ...(mention !== undefined && !isTold && { mention }),
    ...(root?.messageId !== undefined && { inReplyTo: root.messageId }),
    ...(options.onlyFor !== undefined && { onlyFor: options.onlyFor }),
    ...(options.share !== undefined && { share: options.share }),
    ...(options.fileButtons && { fileButtons: options.fileButtons }),
    ...(options.file && { file: options.file }),
    ...(row.isRepeat === 1 && { isRepeat: true }),
    ...(row.subject !== null && { subject: row.subject }),
    ...(leadsTo && { leadsTo }),
  };
  return {
    kind: 'send',
    message: {
      channel,
      outgoing,
      look: hash('sha256', JSON.stringify([card, isFinal])),
      isFinal,
      restsWhenGone,
      // A message that stood there final before has told what there was to tell.
      ...(after && row.isFinal === 0 && { after }),
    },
  };
}

async function lookOf(render: RenderLive, row: OutboxRow, options: MessageOptions): Promise<Rendering | undefined> {
  if (row.subject !== null) {
    const channel = JSON.parse(row.channelJson) as ChannelRef;
    return render({ subject: row.subject, channel, options, wasPosted: row.messageId !== null });
  }
  if (row.cardJson === null) return undefined;
  const { mention } = options;
  return { card: JSON.parse(row.cardJson) as Card, isFinal: true, ...(mention !== undefined && { mention }) };
}

/** A message that is answered, or led to: where it will never be posted, it is done without. */
async function rootOf(
  store: DeliveryStore,
  slot: string,
): Promise<{ state: 'posted' | 'unposted' | 'none'; messageId?: string }> {
  const root = await store.db
    .selectFrom('outbox')
    .select(['messageId', 'state'])
    .where('slot', '=', slot)
    .executeTakeFirst();
  if (!root || (root.messageId === null && root.state === 'dead')) return { state: 'none' };
  return root.messageId === null ? { state: 'unposted' } : { state: 'posted', messageId: root.messageId };
}

/** Undefined where there is no link to be had. What may pass is worth a few tries. */
async function linkTo(
  platform: ChatPlatform,
  channel: ChannelRef,
  messageId: string,
  attempts: number,
): Promise<string | undefined> {
  try {
    return await platform.linkTo?.(channel, messageId);
  } catch (error) {
    if (!(error instanceof SendProblem)) throw error;
    const { kind } = error.trouble;
    if ((kind === 'passing' || kind === 'limited') && attempts < linkTries) throw error;
    return undefined;
  }
}

function withLink(card: Card, url: string): Card {
  return { ...card, elements: [...card.elements, { type: 'link', label: 'Open its message', url }] };
}

/** Who still sees the other one, or deleted it, should know why this is there. */
function inPlaceOfAnother(card: Card): Card {
  return {
    ...card,
    elements: [
      ...card.elements,
      { type: 'context', parts: ['Posted again: the message before is gone, or takes no edits.'] },
    ],
  };
}
