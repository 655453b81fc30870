import type { Clock } from '../../../src/clock.ts';
import { type JsonObject, objectsIn } from '../slack/json.ts';

/** One message as it stands. */
export interface Message {
  /** Unique, and higher than of every earlier message: milliseconds since 1970. */
  id: string;
  /** The conversation without its thread. */
  conversation: string;
  /** In a channel, the id of the post that begins the thread; of that post itself, its own. */
  thread?: string;
  /** The bot's id, or a person's object id. */
  by: string;
  isOurs: boolean;
  /** What was posted, as it stands now. */
  activity: JsonObject;
  at: number;
  isDeleted: boolean;
  /** What it said before, oldest first. */
  before: readonly JsonObject[];
}

/** Every message that was ever posted. */
export interface Messages {
  post(message: Pick<Message, 'conversation' | 'by' | 'isOurs' | 'activity' | 'thread'>, isRoot?: boolean): Message;
  edit(message: Message, activity: JsonObject): void;
  find(conversation: string, id: string): Message | undefined;
  /** In the order in which they were posted, the deleted ones too. */
  all(): readonly Message[];
}

export function createMessages(clock: Clock): Messages {
  const all: Message[] = [];
  const byId = new Map<string, Message>();
  let last = 1_600_000_000_000;

  function nextId(): string {
    last = Math.max(Math.floor(clock.now()), last + 1);
    return String(last);
  }

  return {
    post(message, isRoot = false) {
      const id = nextId();
      const posted = {
        ...message,
        ...(isRoot && { thread: id }),
        id,
        at: clock.now(),
        isDeleted: false,
        before: [],
      };
      all.push(posted);
      byId.set(`${posted.conversation} ${id}`, posted);
      return posted;
    },
    edit(message, activity) {
      message.before = [...message.before, message.activity];
      message.activity = activity;
    },
    find: (conversation, id) => byId.get(`${conversation} ${id}`),
    all: () => all,
  };
}

/** The card of a message, where it has one. */
export function cardOf({ activity }: Pick<Message, 'activity'>): JsonObject | undefined {
  const content = objectsIn(activity.attachments)[0]?.content;
  return objectsIn([content])[0];
}
