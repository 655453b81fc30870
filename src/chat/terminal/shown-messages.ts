import type { Card } from '../../cards/card.ts';
import type { DeskMessage, FeedEvent } from './desk.ts';
import { whileAway, whileAwayList } from './while-away.ts';

/** What a chat can do with messages. */
export interface MessageView {
  /** Prints cards that stay. */
  print(cards: readonly Card[]): void;
  /** Shows a run while it goes on; `ended` is to be called then. Absent where nothing is drawn in place. */
  follow?(runId: string): void;
}

/** What one chat has shown: each message once, and the end of each run once, whichever way the chat hears of it. */
export interface ShownMessages {
  /** A feed begins: what comes until `caught-up` was told while nobody looked. */
  opened(): void;
  take(event: FeedEvent): void;
  /** The chat is about to follow a run; false when it does already, or has shown its end. */
  begins(runId: string): boolean;
  /** It follows the run no more; `wasShown` when it has printed how the run ended. */
  ended(runId: string, wasShown: boolean): void;
  /** It has printed how a run ended that it did not follow. */
  printed(runId: string): void;
}

/** More runs than this that ended while nobody looked are a list. */
const mostCards = 5;

/** Nothing is shown yet. `acknowledge` is called with the messages of which no other chat need tell. */
export function createShownMessages(view: MessageView, acknowledge: (ids: readonly string[]) => void): ShownMessages {
  const endsShown = new Set<string>();
  const following = new Set<string>();
  /** The last message about each run that is followed. */
  const held = new Map<string, DeskMessage>();
  /** How messages about anything else than a run looked when they were printed. */
  const looks = new Map<string, string>();
  let backlog: DeskMessage[] | undefined;

  function show(messages: readonly DeskMessage[], wereMissed: boolean): void {
    const fresh = messages.filter((message) => (runOf(message) === undefined ? isNews(message) : isUntoldEnd(message)));
    printAll(fresh, wereMissed);
    const known = messages.filter((message) => {
      const runId = runOf(message);
      return runId === undefined ? message.isFinal : endsShown.has(runId);
    });
    if (known.length > 0) acknowledge(known.map(({ id }) => id));
  }

  /** True for the end of a run that is still to be printed. Runs that go on are followed. */
  function isUntoldEnd(message: DeskMessage): boolean {
    const runId = runOf(message);
    if (runId === undefined || endsShown.has(runId)) return false;
    if (!following.has(runId) && message.isFinal) {
      endsShown.add(runId);
      return true;
    }
    if (!following.has(runId) && view.follow) {
      following.add(runId);
      view.follow(runId);
    }
    if (following.has(runId)) held.set(runId, message);
    return false;
  }

  /** What changes is printed when it is first heard of, and as it stands in the end. */
  function isNews({ id, card, isFinal }: DeskMessage): boolean {
    const look = JSON.stringify(card);
    if (looks.get(id) === look || (looks.has(id) && !isFinal)) return false;
    looks.set(id, look);
    return true;
  }

  function printAll(messages: readonly DeskMessage[], wereMissed: boolean): void {
    const runs = messages.filter((message) => runOf(message) !== undefined);
    const isLong = wereMissed && runs.length > mostCards;
    const whole = isLong ? messages.filter((message) => runOf(message) === undefined) : messages;
    const cards = whole.map(({ card }) => card);
    if (wereMissed && cards.length > 0) cards.unshift(whileAway);
    if (isLong) cards.push(whileAwayList(runs.map(({ card }) => card)));
    if (cards.length > 0) view.print(cards);
  }

  return {
    opened() {
      backlog = [];
    },

    take(event) {
      if (event.kind === 'caught-up') {
        show(backlog ?? [], true);
        backlog = undefined;
      } else if (backlog) backlog.push(event);
      else show([event], false);
    },

    begins(runId) {
      if (following.has(runId) || endsShown.has(runId)) return false;
      following.add(runId);
      return true;
    },

    ended(runId, wasShown) {
      following.delete(runId);
      if (wasShown) endsShown.add(runId);
      const message = held.get(runId);
      held.delete(runId);
      if (message && (wasShown || message.isFinal)) show([message], false);
    },

    printed(runId) {
      endsShown.add(runId);
    },
  };
}

function runOf({ subject }: DeskMessage): string | undefined {
  return subject?.startsWith('run:') ? subject.slice('run:'.length) : undefined;
}
