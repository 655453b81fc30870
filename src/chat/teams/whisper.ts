import { z } from 'zod';
import type { CardElement } from '../../cards/card.ts';
import { cardLines } from '../../cards/plain-text.ts';
import { showUtc } from '../../show.ts';
import { channelKey, type Outgoing, SendProblem } from '../platform.ts';
import type { Left } from '../shared/time-left.ts';
import type { Connector } from './connector.ts';
import { refusedStatus } from './connector-problem.ts';
import type { Conversation, Conversations } from './conversations.ts';
import { objectIdOf } from './names.ts';
import type { Send } from './send.ts';
import type { Show } from './show-message.ts';
import { cannotWhisper } from './words.ts';

/** What is short enough to stand in a thread before everybody: a refusal, and the line that fixes it. */
const short = { lines: 12, characters: 900 };

interface Whispered {
  to: Conversation;
  thread: string | undefined;
  message: Outgoing;
  /** The key of the person. */
  onlyFor: string;
}

/**
 * Shows something to one person. Teams has no message that only one person of a channel sees: what is short and holds no
 * link of their own is an answer in the thread, and so is a form, which leads to what is shown there. All else comes to
 * their chat with Pipehand. Where they have none, the thread says how to get one, and nothing of the answer.
 */
export type Whisper = (whispered: Whispered, left: Left) => Promise<string>;

interface Options {
  connector: Connector;
  conversations: Conversations;
  show: Show;
  send: Send;
  tenant: string;
}

const begun = z.object({ id: z.string().min(1).max(400) });

export function createWhisper({ connector, conversations, show, send, tenant }: Options): Whisper {
  async function personalChat(user: string, from: Conversation, left: Left): Promise<Conversation> {
    const found = await conversations.personalOf(user);
    if (found) return found;
    const { serviceUrl, botId } = from;
    const body = {
      isGroup: false,
      bot: { id: botId },
      members: [{ id: user }],
      tenantId: tenant,
      channelData: { tenant: { id: tenant } },
    };
    const call = { method: 'create', serviceUrl, path: ['conversations'], body, shape: begun } as const;
    const { id } = await connector.call(call, left());
    return conversations.rememberPersonal(id, user, from);
  }

  return async ({ to, thread, message, onlyFor }, left) => {
    const user = objectIdOf(onlyFor);
    if (user === undefined) throw new SendProblem({ kind: 'refused' }, `${onlyFor} is nobody in Teams.`);
    const inThread = (shown: Outgoing) => show(shown, onlyFor, to, (content) => send(to, thread, content, left));
    if (isShort(message) || asksByForm(message)) return inThread(message);
    try {
      const chat = await personalChat(user, to, left);
      const place = channelKey({ platform: 'teams', tenant, id: chat.id });
      return await show(withShare(message), place, chat, (content) => send(chat, undefined, content, left));
    } catch (error) {
      if (refusedStatus(error) !== 403 && refusedStatus(error) !== 404) throw error;
      await conversations.forgetPersonal(user);
      const card = { title: 'An answer for you alone', elements: [{ type: 'text', text: cannotWhisper } as const] };
      return inThread({ ...message, card, mention: onlyFor });
    }
  };
}

/**
 * The message with the line that shows it to everybody. A button would be pressed in their own chat, maybe long after they
 * left the channel; a line is said where its answer comes, by somebody who is still there.
 */
export function withShare(message: Outgoing): Outgoing {
  const { card, share } = message;
  if (share === undefined) return message;
  const line = { type: 'copyable', label: 'To show everybody, mention @Pipehand there and say', line: share } as const;
  return { ...message, card: { ...card, elements: [...card.elements, line] } };
}

function isShort({ card }: Outgoing): boolean {
  if (card.elements.some(isLongOrPersonal)) return false;
  const style = { width: 100, paint: (_: string, text: string) => text, showTime: showUtc, showPerson: () => '…' };
  const lines = cardLines(card, style);
  return lines.length <= short.lines && lines.join('').length <= short.characters;
}

function isLongOrPersonal(element: CardElement): boolean {
  if (element.type === 'link') return element.isPersonal === true;
  if (element.type === 'preformatted') return element.isRefusal !== true;
  return element.type === 'table';
}

function asksByForm({ card }: Outgoing): boolean {
  const buttons = card.elements.flatMap((element) => (element.type === 'buttons' ? element.buttons : []));
  return buttons.length > 0 && buttons.every(({ opensForm }) => opensForm);
}
