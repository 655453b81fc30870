import type { Clock } from '../../clock.ts';
import { type Desk, DeskGone } from './desk.ts';
import type { Desks } from './desks.ts';
import { createShownMessages, type MessageView, type ShownMessages } from './shown-messages.ts';

/** Whose messages a chat shows. */
export interface FeedAccess {
  user: string;
  /**
   * A desk in the process that owns the home now; undefined while there is none. A chat that only waits for messages
   * leaves the home to a server that comes back, and takes it over only when there is something to do.
   */
  join(): Promise<Desk | undefined>;
  clock: Clock;
}

/** The messages of a chat, and what it has shown of them. */
export interface Feed extends ShownMessages {
  /** Settles when what was missed is shown, or cannot be had for now. */
  readonly caughtUp: Promise<void>;
  /** Settles when the desk knows what was shown, or cannot be told. */
  acknowledged(): Promise<void>;
}

/** Milliseconds between tries to have a feed again. */
const again = { first: 100, longest: 2_000 };

/** Milliseconds for the desk to note what was shown; a message that it could not note is known when it comes again. */
const noting = 2_000;

/** Shows a person's messages in a chat until `signal` aborts, whatever server is there. */
export function openFeed(desks: Desks, access: FeedAccess, view: MessageView, signal: AbortSignal): Feed {
  const caughtUp = Promise.withResolvers<void>();
  let acknowledging = Promise.resolve();
  const messages = createShownMessages(view, (ids) => {
    acknowledging = acknowledging.then(() => acknowledge(desks, ids));
  });

  async function listen({ user, join, clock }: FeedAccess): Promise<void> {
    let wait = again.first;
    while (!signal.aborted) {
      const desk = desks.current;
      try {
        messages.opened();
        for await (const event of desk.ask({ kind: 'feed', channel: user }, signal)) {
          if (signal.aborted) return;
          if (event.kind === 'message' || event.kind === 'caught-up') messages.take(event);
          if (event.kind !== 'caught-up') continue;
          caughtUp.resolve();
          wait = again.first;
        }
      } catch (error) {
        if (!(error instanceof DeskGone) && wait === again.first && !signal.aborted) view.print([notNow(error)]);
      }
      caughtUp.resolve();
      await clock.wait(wait, signal);
      wait = Math.min(wait * 2, again.longest);
      await rejoin(desk, join);
    }
  }

  /** Unless somebody who had something to do opened another desk meanwhile. */
  async function rejoin(gone: Desk, join: FeedAccess['join']): Promise<void> {
    if (signal.aborted || gone.isOwner || desks.current !== gone) return;
    const joined = await join().catch(() => undefined);
    if (joined && desks.current === gone) desks.current = joined;
  }

  void listen(access);
  return { ...messages, caughtUp: caughtUp.promise, acknowledged: () => acknowledging };
}

async function acknowledge(desks: Desks, ids: readonly string[]): Promise<void> {
  try {
    for await (const _ of desks.current.ask({ kind: 'seen', ids }, AbortSignal.timeout(noting)));
  } catch {
    // Told again in the next feed of this chat or of another: once more is better than never.
  }
}

function notNow(error: unknown) {
  const text = error instanceof Error ? error.message : String(error);
  return { title: 'Messages do not come for now', elements: [{ type: 'text', text } as const] };
}
