import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Card } from '../../cards/card.ts';
import { cardOf } from '../../cards/card-of.ts';
import { plainText } from '../../cards/plain-text.ts';
import { isTerminal } from '../../pipelines/status.ts';
import type { Desk } from './desk.ts';
import { answerOf, followToEnd, type OpenDesk, openDesks } from './desks.ts';
import { type FeedAccess, openFeed } from './feed.ts';

/**
 * The conversation without a screen: first the messages that the person missed, then one line in, its answer out, the
 * final card of every run that was shown while it went on, and messages as they come. Ends when the input and those runs
 * have ended.
 */
export async function chatWithoutScreen(options: {
  open: OpenDesk;
  input: Readable;
  out: (text: string) => void;
  /** What it begins with, for a person; nothing for a program. */
  greeting(desk: Desk): Promise<readonly string[]>;
  /** Where its messages come from, beside the answers. */
  feed: FeedAccess;
  now: () => number;
}): Promise<void> {
  const { out, now } = options;
  const desks = await openDesks(options.open);
  for (const line of await options.greeting(desks.current)) out(`${line}\n`);
  const left = new AbortController();
  const goingOn: Promise<void>[] = [];
  const feed = openFeed(desks, options.feed, { print }, left.signal);
  try {
    await feed.caughtUp;
    for await (const line of createInterface({ input: options.input })) {
      if (line.trim() === '') continue;
      const { reply } = await answerOf(desks, { kind: 'say', key: randomUUID(), text: line, feed: true });
      print([cardOf(reply, now())]);
      if (reply.kind !== 'run') continue;
      if (isTerminal(reply.run.status)) feed.printed(reply.run.id);
      else if (feed.begins(reply.run.id)) goingOn.push(tellEnd(reply.run.id));
    }
    await Promise.all(goingOn);
  } finally {
    left.abort();
    await feed.acknowledged();
    await desks.current.close();
  }

  function print(cards: readonly Card[]): void {
    out(cards.map((card) => `${plainText(card)}\n`).join(''));
  }

  async function tellEnd(runId: string): Promise<void> {
    const final = await followToEnd(desks, runId, () => {}, left.signal).catch(cannotFollow);
    if (final) print([cardOf(final, now())]);
    feed.ended(runId, final?.kind === 'run' && isTerminal(final.run.status));
  }

  function cannotFollow(error: unknown): undefined {
    out(`The run cannot be followed: ${String(error)}\n`);
  }
}
