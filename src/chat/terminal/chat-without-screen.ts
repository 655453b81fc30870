import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { cardOf } from '../../cards/card-of.ts';
import { plainText } from '../../cards/plain-text.ts';
import type { Reply } from '../../commands/reply.ts';
import { isTerminal } from '../../pipelines/status.ts';
import { answerOf, followToEnd, type OpenDesk, openDesks } from './desks.ts';

/**
 * The conversation without a screen: one line in, its answer out, and at the end of the input the final card of every
 * run that was shown while it went on.
 */
export async function chatWithoutScreen(options: {
  open: OpenDesk;
  input: Readable;
  out: (text: string) => void;
  now: () => number;
}): Promise<void> {
  const { out, now } = options;
  const desks = await openDesks(options.open);
  const signal = new AbortController().signal;
  const goingOn = new Map<string, Promise<Reply | undefined>>();
  try {
    for await (const line of createInterface({ input: options.input })) {
      if (line.trim() === '') continue;
      const { reply } = await answerOf(desks, { kind: 'say', key: randomUUID(), text: line });
      out(`${plainText(cardOf(reply, now()))}\n`);
      if (reply.kind !== 'run' || isTerminal(reply.run.status) || goingOn.has(reply.run.id)) continue;
      goingOn.set(
        reply.run.id,
        followToEnd(desks, reply.run.id, () => {}, signal),
      );
    }
    for (const run of goingOn.values()) {
      const final = await run;
      if (final) out(`${plainText(cardOf(final, now()))}\n`);
    }
  } finally {
    await desks.current.close();
  }
}
