import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { cardOf } from '../../cards/card-of.ts';
import { plainText } from '../../cards/plain-text.ts';
import type { Reply } from '../../commands/reply.ts';
import { isTerminal } from '../../pipelines/status.ts';
import type { Desk } from './desk.ts';
import { answerOf, followToEnd, type OpenDesk, openDesks } from './desks.ts';

/**
 * The conversation without a screen: one line in, its answer out, and the final card of every run that was shown while
 * it went on. Ends when the input and those runs have ended.
 */
export async function chatWithoutScreen(options: {
  open: OpenDesk;
  input: Readable;
  out: (text: string) => void;
  /** What it begins with, for a person; nothing for a program. */
  greeting(desk: Desk): Promise<readonly string[]>;
  now: () => number;
}): Promise<void> {
  const { out, now } = options;
  const desks = await openDesks(options.open);
  for (const line of await options.greeting(desks.current)) out(`${line}\n`);
  const signal = new AbortController().signal;
  const goingOn = new Map<string, Promise<void>>();
  try {
    for await (const line of createInterface({ input: options.input })) {
      if (line.trim() === '') continue;
      const { reply } = await answerOf(desks, { kind: 'say', key: randomUUID(), text: line });
      tell(reply);
      if (reply.kind !== 'run' || isTerminal(reply.run.status) || goingOn.has(reply.run.id)) continue;
      goingOn.set(reply.run.id, followToEnd(desks, reply.run.id, () => {}, signal).then(tell));
    }
    await Promise.all(goingOn.values());
  } finally {
    await desks.current.close();
  }

  function tell(reply: Reply | undefined): void {
    if (reply) out(`${plainText(cardOf(reply, now()))}\n`);
  }
}
