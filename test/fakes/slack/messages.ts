import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../src/clock.ts';
import { isObject, type JsonObject, objectsIn } from './json.ts';

/** What can be said: text for notifications, blocks to look at, metadata for programs. */
export interface Content {
  text: string;
  blocks: readonly JsonObject[];
  metadata?: JsonObject;
}

/** One message as it stands. `by` is a user id; `isOurs` when the app posted it. */
export interface Message extends Content {
  team: string;
  channel: string;
  ts: string;
  at: number;
  by: string;
  isOurs: boolean;
  threadTs?: string;
  /** Shown to this person only, and in no history. */
  onlyFor?: string;
  files: readonly string[];
  isDeleted: boolean;
  /** What it said before, oldest first. */
  before: readonly Content[];
}

/** What is to be posted. */
export type NewMessage = Content &
  Pick<Message, 'team' | 'channel' | 'by' | 'isOurs'> &
  Partial<Pick<Message, 'threadTs' | 'onlyFor' | 'files'>>;

/** Every message that was ever posted. */
export interface Messages {
  post(message: NewMessage): Message;
  edit(message: Message, content: Content): void;
  find(team: string, channel: string, ts: string): Message | undefined;
  /** In the order in which they were posted, the deleted and the private ones too. */
  all(): readonly Message[];
}

export function createMessages(clock: Clock): Messages {
  const all: Message[] = [];
  let lastMicros = 0;

  /** Seconds and microseconds; no two messages have the same. */
  function nextTs(): string {
    lastMicros = Math.max(Math.floor(clock.now()) * 1_000, lastMicros + 1);
    return `${Math.floor(lastMicros / 1_000_000)}.${String(lastMicros % 1_000_000).padStart(6, '0')}`;
  }

  return {
    post(message) {
      const posted: Message = {
        files: [],
        ...message,
        blocks: withIds(message.blocks),
        ts: nextTs(),
        at: clock.now(),
        isDeleted: false,
        before: [],
      };
      all.push(posted);
      return posted;
    },
    edit(message, content) {
      const { text, blocks, metadata } = message;
      message.before = [...message.before, { text, blocks, ...(metadata && { metadata }) }];
      message.text = content.text;
      message.blocks = withIds(content.blocks);
      if (content.metadata) message.metadata = content.metadata;
    },
    find: (team, channel, ts) => all.find((one) => one.team === team && one.channel === channel && one.ts === ts),
    all: () => all,
  };
}

/** Slack gives every block and every element that acts an id of its own where it has none. */
export function withIds(blocks: readonly JsonObject[]): readonly JsonObject[] {
  return blocks.map((block) => ({
    ...block,
    block_id: block.block_id ?? randomId(),
    ...(Array.isArray(block.elements) &&
      block.type === 'actions' && { elements: objectsIn(block.elements).map(acting) }),
    ...(isObject(block.accessory) && { accessory: acting(block.accessory) }),
    ...(isObject(block.element) && { element: acting(block.element) }),
  }));
}

function acting(element: JsonObject): JsonObject {
  return element.type === 'image' ? element : { ...element, action_id: element.action_id ?? randomId() };
}

/** Five characters, as Slack's own. */
function randomId(): string {
  return randomBytes(3).toString('hex').slice(0, 5);
}
