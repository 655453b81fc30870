import type { Clock } from '../../clock.ts';
import { type ChannelRef, type ChatPlatform, channelKey, SendProblem } from '../platform.ts';
import { editMessage, findMessage, postMessage } from './terminal-messages.ts';
import type { TerminalStore, TerminalTransaction } from './terminal-schema.ts';

interface Options {
  store: TerminalStore;
  clock: Clock;
  /** Called after each post and edit: open chats look for what is new. */
  posted(): void;
}

/** The channel of all terminals of one person of this machine. */
export function terminalChannel(user: string): ChannelRef {
  return { platform: 'terminal', tenant: 'local', id: user };
}

/** The terminal as delivery uses it: messages are rows, which the chats of their person show, now or when one is opened. */
export function createTerminalPlatform({ store, clock, posted }: Options): ChatPlatform {
  async function write<Result>(work: (tx: TerminalTransaction) => Promise<Result>): Promise<Result> {
    try {
      return await store.transaction(work);
    } catch (error) {
      // Also where a commit was not answered: the marker makes a repeat the same message.
      throw new SendProblem({ kind: 'passing' }, 'The store does not take messages for now.', { cause: error });
    }
  }

  return {
    name: 'terminal',
    limits: [],

    async post(channel, message) {
      const id = await write((tx) => postMessage(tx, channelKey(channel), message, clock.now()));
      posted();
      return id;
    },

    async edit(_channel, messageId, message) {
      const isThere = await write((tx) => editMessage(tx, messageId, message, clock.now()));
      if (!isThere) throw new SendProblem({ kind: 'message-gone' }, 'There is no such message any more.');
      posted();
    },

    // Whenever it was posted: a marker belongs to one message for ever.
    find: (_channel, marker) => write((tx) => findMessage(tx, marker)),
  };
}
