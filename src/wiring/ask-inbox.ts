import type { Incoming } from '../chat/platform.ts';
import type { Clock } from '../clock.ts';
import type { Answer } from '../commands/dispatch.ts';
import type { Inbox } from '../delivery/inbox.ts';
import { UserError } from '../errors.ts';

/** Milliseconds between looks for an answer that another replica may have given. */
const lookEvery = 500;

/** A request whose asker waits for the answer, as at a terminal. */
export interface AskInbox {
  /**
   * Keeps the request and answers when it has ended. Asking with the same key again gives the same answer. Throws
   * `unavailable` when it could not be kept; a request that was kept is waited for, whatever becomes of the store.
   */
  ask(incoming: Incoming, signal?: AbortSignal): Promise<Answer>;
  /** Told by the worker of every end in this process. */
  ended(key: string, answerJson: string): void;
}

export function createAskInbox(inbox: Inbox, clock: Clock): AskInbox {
  const waiting = new Map<string, (answerJson: string) => void>();

  async function answerTo(key: string, signal: AbortSignal): Promise<string> {
    for (;;) {
      const told = Promise.withResolvers<string>();
      waiting.set(key, told.resolve);
      const known = await inbox.answerTo(key).catch(notYet);
      if (known !== undefined) return known;
      const answer = await Promise.race([told.promise, clock.wait(lookEvery, signal)]);
      if (answer !== undefined) return answer;
      signal.throwIfAborted();
    }
  }

  return {
    async ask(incoming, signal = new AbortController().signal) {
      await inbox.accept(incoming);
      const isOver = new AbortController();
      try {
        return JSON.parse(await answerTo(incoming.key, AbortSignal.any([signal, isOver.signal]))) as Answer;
      } finally {
        waiting.delete(incoming.key);
        // A command that was answered ends at once, not with the wait for the next look.
        isOver.abort();
      }
    },
    ended: (key, answerJson) => waiting.get(key)?.(answerJson),
  };
}

/** The request was kept and is carried out: a refusal of the store would say that it was not. */
function notYet(error: unknown): undefined {
  if (!(error instanceof UserError && error.problem.code === 'unavailable')) throw error;
}
