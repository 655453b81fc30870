import { z } from 'zod';
import type { Left } from '../shared/time-left.ts';
import type { Connector } from './connector.ts';
import { refusedStatus } from './connector-problem.ts';
import { type Conversation, wireId } from './conversations.ts';
import type { Content } from './show-message.ts';

/** Sends content into a conversation, in a thread or as a new one; answers the id of the message. */
export type Send = (to: Conversation, thread: string | undefined, content: Content, left: Left) => Promise<string>;

const begun = z.object({ activityId: z.string().min(1).max(200) });
const posted = z.object({ id: z.string().min(1).max(200) });

/** Posts into conversations of Teams. A channel is made of threads: what stands in none begins one. */
export function createSend(connector: Connector, tenant: string): Send {
  function begin({ id, serviceUrl, botId }: Conversation, content: Content, left: Left): Promise<string> {
    const channelData = { channel: { id }, tenant: { id: tenant } };
    const body = { isGroup: true, bot: { id: botId }, tenantId: tenant, channelData, activity: content };
    const call = { method: 'create', serviceUrl, path: ['conversations'], body, shape: begun } as const;
    return connector.call(call, left()).then(({ activityId }) => activityId);
  }

  async function add(
    { id, serviceUrl, botId }: Conversation,
    thread: string | undefined,
    content: Content,
    left: Left,
  ) {
    const path = ['conversations', wireId(id, thread), 'activities'];
    const body = { ...content, from: { id: botId } };
    return (await connector.call({ method: 'send', serviceUrl, path, body, shape: posted }, left())).id;
  }

  return async (to, thread, content, left) => {
    if (to.kind !== 'channel') return add(to, undefined, content, left);
    if (thread === undefined) return begin(to, content, left);
    try {
      return await add(to, thread, content, left);
    } catch (error) {
      // The post that began the thread was deleted; the channel may take the message all the same.
      if (refusedStatus(error) !== 404) throw error;
      return begin(to, content, left);
    }
  };
}
