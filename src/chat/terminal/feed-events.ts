import type { Clock } from '../../clock.ts';
import { channelKey, type Outgoing } from '../platform.ts';
import type { FeedEvent } from './desk.ts';
import { changedMessages, lastVersion, unseenMessages } from './terminal-messages.ts';
import { terminalChannel } from './terminal-platform.ts';
import type { TerminalMessageRow, TerminalStore } from './terminal-schema.ts';

/** A feed looks this often (milliseconds) even when nothing woke it: another replica may have posted. */
const lookEvery = 2_000;

/** Rung when something was posted, heard by every open feed. */
export interface Bell {
  ring(): void;
  /** Calls `wake` at every ring; answers how to stop. */
  onRing(wake: () => void): () => void;
}

export function createBell(): Bell {
  const listeners = new Set<() => void>();
  return {
    ring: () => {
      for (const wake of listeners) wake();
    },
    onRing: (wake) => {
      // Each listener is its own, also when the same function is given twice.
      const listener = () => wake();
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

interface Options {
  store: TerminalStore;
  /** Name of the person. */
  channel: string;
  onPosted: Bell['onRing'];
  clock: Clock;
  signal: AbortSignal;
}

/**
 * A person's messages: first those that no chat has shown, in the order of their last change, then `caught-up`, then each
 * new or changed one as it comes, until `signal` aborts. Throws what the store throws.
 */
export async function* feedEvents({ store, channel, onPosted, clock, signal }: Options): AsyncGenerator<FeedEvent> {
  const key = channelKey(terminalChannel(channel));
  let woken = new AbortController();
  const stop = onPosted(() => woken.abort());
  try {
    const opening = await lastVersion(store);
    yield* inPages(0, (after) => unseenMessages(store, key, after, opening));
    yield { kind: 'caught-up' };
    let cursor = opening;
    while (!signal.aborted) {
      woken = new AbortController();
      cursor = yield* inPages(cursor, (after) => changedMessages(store, key, after));
      await clock.wait(lookEvery, AbortSignal.any([signal, woken.signal]));
    }
  } finally {
    stop();
  }
}

/** Tells page after page until one is empty; answers the last version told. */
async function* inPages(
  from: number,
  read: (after: number) => Promise<readonly TerminalMessageRow[]>,
): AsyncGenerator<FeedEvent, number> {
  let after = from;
  for (;;) {
    const rows = await read(after);
    if (rows.length === 0) return after;
    for (const row of rows) {
      yield asEvent(row);
      after = row.version;
    }
  }
}

function asEvent({ id, subject, outgoingJson, isFinal }: TerminalMessageRow): FeedEvent {
  const { card } = JSON.parse(outgoingJson) as Outgoing;
  return { kind: 'message', id, card, isFinal: isFinal === 1, ...(subject !== null && { subject }) };
}
