import type { Message } from '../messages.ts';
import type { Parts } from '../parts.ts';
import { Refused, refusedWith } from '../refused.ts';
import type { Conversation } from '../world.ts';

/** A conversation that a path names, and the thread in it. */
export interface Place {
  conversation: Conversation;
  /** The post that begins the thread; absent for a chat, and for a channel as a whole. */
  root?: Message;
}

/** The id of a conversation, and of the post whose thread is meant. */
export function splitId(id: string): { base: string; thread?: string } {
  const [base = '', thread] = id.split(';messageid=');
  return { base, ...(thread !== undefined && { thread }) };
}

/** The id of a conversation together with its thread, as it goes over the wire. */
export function wireId({ conversation, thread }: Pick<Message, 'conversation' | 'thread'>): string {
  return thread === undefined ? conversation : `${conversation};messageid=${thread}`;
}

/** The conversation that an id names, if it is there. */
export function placeOf({ world, messages }: Parts, id: string): Place {
  const { base, thread } = splitId(id);
  const conversation = world.conversations().find((one) => one.id === base);
  if (!conversation || conversation.isDeleted) throw refusedWith(404);
  if (thread === undefined) return { conversation };
  const root = messages.find(base, thread);
  if (conversation.kind !== 'channel' || root?.thread !== root?.id || !root) throw refusedWith(404);
  return { conversation, root };
}

/** The conversation that an id names, if the bot may write there. */
export function writablePlace(parts: Parts, id: string): Place {
  const place = placeOf(parts, id);
  const { blocked, hasApp } = place.conversation;
  if (!hasApp) throw refusedWith(403);
  if (blocked === 'by-user')
    throw new Refused(403, 'ConversationBlockedByUser', 'User blocked the conversation with the bot.');
  if (blocked === 'by-admin') throw new Refused(403, 'BotDisabledByAdmin', 'The tenant admin disabled this bot.');
  return place;
}
