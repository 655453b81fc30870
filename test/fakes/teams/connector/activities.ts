import type { JsonObject } from '../../slack/json.ts';
import { activityFaults } from '../activity-rules.ts';
import type { Message } from '../messages.ts';
import type { Parts } from '../parts.ts';
import { Refused, refusedWith } from '../refused.ts';
import { splitId, writablePlace } from './places.ts';

/** So many bytes of a message as UTF-16 Teams takes. */
const mostBytes = 100 * 1_024;

/** Posting, editing and deleting messages. */
export interface Activities {
  /** Posts into a conversation; answers the message. */
  send(conversation: string, activity: JsonObject, replyTo?: string): Message;
  update(conversation: string, id: string, activity: JsonObject): void;
  remove(conversation: string, id: string): void;
}

export function createActivities(parts: Parts): Activities {
  const { messages, ledger, registration, clock } = parts;

  function checked(conversation: string, activity: JsonObject): JsonObject {
    if (JSON.stringify(activity).length * 2 > mostBytes) throw refusedWith(413);
    const faults = activityFaults(parts, conversation, activity);
    if (faults.length > 0) throw new Refused(400, 'Bad Argument', faults.join('; '));
    return activity;
  }

  function ownMessage(conversation: string, id: string): Message {
    const { conversation: there, root } = writablePlace(parts, conversation);
    const found = messages.find(there.id, id);
    if (!found || found.isDeleted || (root !== undefined && found.thread !== root.id)) throw notThere();
    if (!found.isOurs) throw new Refused(403, 'NotEnoughPermissions', 'The bot may change its own messages only.');
    return found;
  }

  return {
    send(id, activity, replyTo) {
      const { conversation, root } = writablePlace(parts, id);
      if (replyTo !== undefined && !isKnown(parts, conversation.id, replyTo)) throw notThere();
      const content = checked(id, activity);
      const where = { conversation: conversation.id, ...(root && { thread: root.id }) };
      const isRoot = conversation.kind === 'channel' && root === undefined;
      const posted = messages.post({ ...where, by: registration.botId, isOurs: true, activity: content }, isRoot);
      ledger.posts.push(posted);
      return posted;
    },
    update(conversation, id, activity) {
      const message = ownMessage(conversation, id);
      if (activity.id !== undefined && activity.id !== id)
        throw new Refused(400, 'Bad Argument', 'the id of the activity is not the one in the path');
      messages.edit(message, checked(conversation, activity));
      ledger.edits.push({ conversation: splitId(conversation).base, id, activity, at: clock.now() });
    },
    remove(conversation, id) {
      const message = ownMessage(conversation, id);
      message.isDeleted = true;
      ledger.deletions.push(message);
    },
  };
}

/** An id of a message must be of one that was there. Other ids are of events, or made up by botbuilder: nobody checks. */
function isKnown({ messages }: Parts, conversation: string, id: string): boolean {
  return !/^\d+$/.test(id) || messages.find(conversation, id) !== undefined;
}

function notThere(): Refused {
  return new Refused(404, 'ActivityNotFoundInConversation', 'Conversation not found.');
}
