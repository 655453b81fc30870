import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { type ChannelRef, type ChatPlatform, channelKey, type Limit, type Outgoing, SendProblem } from '../platform.ts';
import { beginSend, longestSend } from '../shared/time-left.ts';
import type { Connector } from './connector.ts';
import { type Conversation, type Conversations, wireId } from './conversations.ts';
import type { Send } from './send.ts';
import { sendProblem } from './send-trouble.ts';
import type { Show } from './show-message.ts';
import type { Whisper } from './whisper.ts';

/**
 * What Teams allows (msteams-docs, bots/how-to/rate-limit): posts and edits of a conversation together, and for the whole
 * tenant 30 calls a second (newer answers of Microsoft say 50). That a card is edited every three seconds is our own rule.
 */
export const teamsLimits: readonly Limit[] = [
  { method: 'any', scope: 'channel', count: 7, perMs: 1_000 },
  { method: 'any', scope: 'channel', count: 8, perMs: 2_000 },
  { method: 'any', scope: 'channel', count: 60, perMs: 30_000 },
  { method: 'any', scope: 'channel', count: 1_800, perMs: 3_600_000 },
  { method: 'any', scope: 'tenant', count: 30, perMs: 1_000 },
  { method: 'edit', scope: 'message', count: 1, perMs: 3_000 },
];

interface Options {
  connector: Connector;
  conversations: Conversations;
  show: Show;
  send: Send;
  whisper: Whisper;
  clock: Clock;
}

const edited = z.object({});
const members = z.object({ members: z.array(z.unknown()) });

/** Teams as delivery uses it. It cannot be searched: a doubtful post is made again, and says so. */
export function createTeamsPlatform(options: Options): ChatPlatform {
  const { connector, conversations, show, send, whisper, clock } = options;

  async function conversationOf({ id }: ChannelRef): Promise<Conversation> {
    const found = await conversations.get(id);
    if (found) return found;
    throw new SendProblem({ kind: 'channel-closed' }, 'Pipehand is not in this conversation, or was removed from it.');
  }

  return {
    name: 'teams',
    limits: teamsLimits,

    async post(channel, message) {
      const left = beginSend(clock);
      const thread = message.inReplyTo ?? channel.thread;
      try {
        const to = await conversationOf(channel);
        if (message.onlyFor !== undefined && to.kind !== 'personal') {
          return await whisper({ to, thread, message, onlyFor: message.onlyFor }, left);
        }
        return await show(message, channelKey(channel), to, (content) => send(to, thread, content, left));
      } catch (error) {
        throw sendProblem(error, 'post');
      }
    },

    async edit(channel, messageId, message) {
      const left = beginSend(clock);
      try {
        const to = await conversationOf(channel);
        const thread = to.kind === 'channel' ? threadOf(channel, message, messageId) : undefined;
        const { serviceUrl, botId } = to;
        const path = ['conversations', wireId(to.id, thread), 'activities', messageId];
        await show(message, channelKey(channel), to, (content) => {
          const body = { ...content, id: messageId, from: { id: botId } };
          return connector.call({ method: 'update', serviceUrl, path, body, shape: edited }, left());
        });
      } catch (error) {
        throw sendProblem(error, 'edit');
      }
    },

    /** Where there are threads: a message that is led to began one of its own. */
    async linkTo({ tenant, id }, messageId) {
      const query = new URLSearchParams({ tenantId: tenant, parentMessageId: messageId });
      return `https://teams.microsoft.com/l/message/${encodeURIComponent(id)}/${messageId}?${query}`;
    },

    async reach(channel) {
      try {
        const { id, serviceUrl } = await conversationOf(channel);
        const path = ['conversations', id, 'pagedmembers'];
        await connector.call({ method: 'members', serviceUrl, path, shape: members }, longestSend);
      } catch (error) {
        throw sendProblem(error, 'reach');
      }
    },
  };
}

/** A message that answers nothing is the post that began its thread. */
function threadOf(channel: ChannelRef, message: Outgoing, messageId: string): string {
  return message.inReplyTo ?? channel.thread ?? messageId;
}
