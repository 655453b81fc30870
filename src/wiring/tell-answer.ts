import type { Card } from '../cards/card.ts';
import { cardOf } from '../cards/card-of.ts';
import type { Links } from '../cards/links.ts';
import { startedCard } from '../cards/started-card.ts';
import { unsentFileCard } from '../cards/unsent-file-card.ts';
import { withoutFiles } from '../cards/without-files.ts';
import { type Incoming, userKey } from '../chat/platform.ts';
import type { Answer } from '../commands/dispatch.ts';
import { enqueue, type FrozenMessage, liveSlot, showLive, urgencies } from '../delivery/outbox.ts';
import type { DeliveryTransaction } from '../delivery/schema.ts';
import { showSubject } from '../notifications/subjects.ts';
import type { Run } from '../pipelines/types.ts';

/** Milliseconds for which somebody still wants to see an answer about how things stood. */
const wantedFor = 30 * 60_000;

/**
 * Enqueues what a request shows: a run it started or changed as the one live message of that run; what it settled or
 * shares to everybody, and all else only to the asker. Whoever asked at a terminal has the answer before them already.
 */
export async function tellAnswer(
  tx: DeliveryTransaction,
  incoming: Incoming,
  answer: Answer,
  { now, links }: { now: number; links?: Links | undefined },
): Promise<void> {
  const { reply, changed, started, files } = answer;
  if (reply.kind === 'run' && changed) return showRun(tx, incoming, reply.run, started, now);
  if (incoming.surface === 'terminal') return;
  const said = answerMessage(incoming, answer, cardOf(withoutFiles(reply), now, links), now);
  await enqueue(tx, said, now);
  if (!files?.sent) return;
  // Threads have no threads: in one the file follows the answer.
  const inThread = incoming.channel.thread === undefined ? { answers: said.slot } : {};
  const options = { file: files.sent, ...inThread };
  await enqueue(tx, { ...said, slot: `file:${incoming.key}`, card: unsentFileCard(files.sent), options }, now);
}

/** The card of a run is one in its channel; where a thread started it, a message there leads to it. */
async function showRun(
  tx: DeliveryTransaction,
  incoming: Incoming,
  run: Run,
  started: boolean,
  now: number,
): Promise<void> {
  if (incoming.wantsMessages === false) return;
  const { thread: _, ...channel } = incoming.channel;
  const subject = showSubject({ kind: 'run', id: run.id });
  await showLive(tx, subject, [{ channel, options: { alert: 'owner' } }], now);
  if (!started || !isInThread(incoming)) return;
  const inThread = { slot: `thread:${incoming.key}`, channel: incoming.channel, card: startedCard(run) };
  const options = { leadsTo: liveSlot(channel, subject) };
  await enqueue(tx, { ...inThread, urgency: urgencies.outcome, options }, now);
}

function answerMessage(incoming: Incoming, answer: Answer, card: Card, now: number): FrozenMessage {
  const { changed, sharing, files } = answer;
  const isShared = sharing?.kind === 'shared';
  return {
    slot: `answer:${incoming.key}`,
    channel: incoming.channel,
    card: isShared ? sharedBy(incoming.user, card) : card,
    urgency: urgencies.outcome,
    ...(!changed && { expiresAt: now + wantedFor }),
    options: {
      ...(!changed && !isShared && { onlyFor: userKey(incoming.user) }),
      ...(sharing?.kind === 'offered' && { share: sharing.line }),
      ...(files && { fileButtons: files.offered }),
    },
  };
}

/** A post that begins a thread was said to the channel. */
function isInThread({ channel, surface }: Incoming): boolean {
  return channel.thread !== undefined && surface !== 'mention';
}

function sharedBy({ name }: Incoming['user'], card: Card): Card {
  return { ...card, elements: [{ type: 'context', parts: [`shared by ${name}`] }, ...card.elements] };
}
