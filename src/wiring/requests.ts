import type { Card } from '../cards/card.ts';
import { cardOf } from '../cards/card-of.ts';
import type { Links } from '../cards/links.ts';
import { startedCard } from '../cards/started-card.ts';
import { unsentFileCard } from '../cards/unsent-file-card.ts';
import { withoutFiles } from '../cards/without-files.ts';
import { type Incoming, userKey } from '../chat/platform.ts';
import { type Answer, dispatch, runIdFor } from '../commands/dispatch.ts';
import type { Asked } from '../commands/verb.ts';
import type { Claimed } from '../delivery/inbox.ts';
import { type Handled, TryLater } from '../delivery/inbox-worker.ts';
import { enqueue, liveSlot, showLive, urgencies } from '../delivery/outbox.ts';
import type { DeliveryTransaction } from '../delivery/schema.ts';
import type { Log } from '../log.ts';
import { showSubject } from '../notifications/subjects.ts';
import type { CommandResult, Meters } from '../observe/meters.ts';
import { Doubtful, surely } from '../pipelines/surely.ts';

/** Milliseconds for which somebody still wants to see an answer about how things stood. */
const wantedFor = 30 * 60_000;

/** What answering needs of the world, beside the request itself. */
export type AnsweringWorld = Pick<Asked, 'service' | 'notices' | 'deliveries' | 'doctor' | 'admins'> & {
  pageOf(run: Parameters<Asked['pageOf']>[0], person: Incoming['user']): string | undefined;
  /** For cards in chat; a terminal has the files. */
  links?: Links | undefined;
  threadRun(incoming: Incoming): Promise<string | undefined>;
  meters: Meters;
  now(): number;
  log: Log;
};

/** How one request acts once, however often it is carried out. */
type Acts = Pick<Asked, 'intend' | 'change' | 'changedEarlier'>;

/** Carries out one accepted request: its line is answered, and what everybody sees of it is enqueued with its end. */
export async function handleRequest(world: AnsweringWorld, claimed: Claimed, acts: Acts): Promise<Handled> {
  const { service, notices, deliveries, doctor, admins, log } = world;
  const { incoming } = claimed;
  const threadRun = await world.threadRun(incoming);
  try {
    const answer = await dispatch(
      {
        ...acts,
        incoming,
        service: surely(service, claimed),
        notices,
        deliveries,
        doctor,
        admins,
        now: world.now(),
        ...(threadRun !== undefined && { threadRun }),
        pageOf: (run) => world.pageOf(run, incoming.user),
      },
      log,
    );
    world.meters.commandEnded(answer.verb, resultOf(answer.reply));
    return { answerJson: JSON.stringify(answer), commit: (tx) => tell(tx, incoming, answer, world) };
  } catch (error) {
    if (error instanceof Doubtful) throw new TryLater(error.message, { cause: error });
    throw error;
  }
}

/** The end of a request of which nobody can say whether it was carried out. */
export function giveUpRequest(world: AnsweringWorld, { incoming }: Claimed): Handled {
  const runId = runIdFor(incoming.key);
  const reply = {
    kind: 'problem',
    code: 'unavailable',
    message: `It is uncertain whether this was carried out: again and again there was no clear answer. A run it started has the id ${runId}.`,
    fix: `status ${runId}`,
  } as const;
  world.meters.commandEnded('none', 'uncertain');
  const answer: Answer = { verb: 'none', reply, started: false, changed: false, wait: false };
  return { answerJson: JSON.stringify(answer), commit: (tx) => tell(tx, incoming, answer, world) };
}

function resultOf(reply: Answer['reply']): CommandResult {
  if (reply.kind !== 'problem') return 'done';
  if (reply.code === 'bug') return 'fault';
  if (reply.code === 'forbidden') return 'denied';
  return reply.code === 'unavailable' ? 'unavailable' : 'refused';
}

/**
 * What a request shows: a run it started or changed as the one live message of that run, with a message that leads there
 * in the thread it was started from; what it settled or shares to everybody, and all else only to the asker. Whoever asked
 * at a terminal has the answer before them already.
 */
async function tell(
  tx: DeliveryTransaction,
  incoming: Incoming,
  answer: Answer,
  world: Pick<AnsweringWorld, 'now' | 'links'>,
): Promise<void> {
  const now = world.now();
  const { reply, changed, sharing, files } = answer;
  const { thread: _, ...channel } = incoming.channel;
  if (reply.kind === 'run' && changed) {
    const subject = showSubject({ kind: 'run', id: reply.run.id });
    if (incoming.wantsMessages === false) return;
    await showLive(tx, subject, [{ channel, options: { alert: 'owner' } }], now);
    if (!answer.started || !isInThread(incoming)) return;
    const inThread = { slot: `thread:${incoming.key}`, channel: incoming.channel, card: startedCard(reply.run) };
    const options = { leadsTo: liveSlot(channel, subject) };
    await enqueue(tx, { ...inThread, urgency: urgencies.outcome, options }, now);
    return;
  }
  if (incoming.surface === 'terminal') return;
  const card = cardOf(withoutFiles(reply), now, world.links);
  const isShared = sharing?.kind === 'shared';
  const frozen = {
    slot: `answer:${incoming.key}`,
    channel: incoming.channel,
    card: isShared ? sharedBy(incoming.user, card) : card,
    urgency: urgencies.outcome,
    ...(!changed && { expiresAt: now + wantedFor }),
  };
  const options = {
    ...(!changed && !isShared && { onlyFor: userKey(incoming.user) }),
    ...(sharing?.kind === 'offered' && { share: sharing.line }),
    ...(files && { fileButtons: files.offered }),
  };
  await enqueue(tx, { ...frozen, options }, now);
  const file = files?.sent;
  if (!file) return;
  // Threads have no threads: in one the file follows the answer.
  const inThread = incoming.channel.thread === undefined ? { answers: frozen.slot } : {};
  const attached = { ...frozen, slot: `file:${incoming.key}`, card: unsentFileCard(file) };
  await enqueue(tx, { ...attached, options: { file, ...inThread } }, now);
}

/** A post that begins a thread was said to the channel. */
function isInThread({ channel, surface }: Incoming): boolean {
  return channel.thread !== undefined && surface !== 'mention';
}

function sharedBy({ name }: Incoming['user'], card: Card): Card {
  return { ...card, elements: [{ type: 'context', parts: [`shared by ${name}`] }, ...card.elements] };
}
