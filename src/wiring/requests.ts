import type { Links } from '../cards/links.ts';
import type { Incoming } from '../chat/platform.ts';
import { type Answer, dispatch, runIdFor } from '../commands/dispatch.ts';
import type { Asked } from '../commands/verb.ts';
import type { Claimed } from '../delivery/inbox.ts';
import { type Handled, TryLater } from '../delivery/inbox-worker.ts';
import type { Log } from '../log.ts';
import type { CommandResult, Meters } from '../observe/meters.ts';
import { Doubtful, surely } from '../pipelines/surely.ts';
import { tellAnswer } from './tell-answer.ts';

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
    return { answerJson: JSON.stringify(answer), commit: commitOf(incoming, answer, world) };
  } catch (error) {
    if (error instanceof Doubtful) throw new TryLater(error.message, { cause: error });
    throw error;
  }
}

/** Enqueues the answer in the transaction that ends its request. */
function commitOf(incoming: Incoming, answer: Answer, { now, links }: AnsweringWorld): Handled['commit'] {
  return (tx) => tellAnswer(tx, incoming, answer, { now: now(), links });
}

/** The end of a request of which nobody can say whether it was carried out. */
export function giveUpRequest(world: AnsweringWorld, { incoming }: Claimed): Handled {
  const runId = runIdFor(incoming.key);
  const reply = {
    kind: 'problem',
    code: 'unavailable',
    message: `It is uncertain whether this was carried out: again and again there was no clear answer. If it started a run, that is ${runId}.`,
    fix: `status ${runId}`,
  } as const;
  world.meters.commandEnded('none', 'uncertain');
  const answer: Answer = { verb: 'none', reply, started: false, changed: false, wait: false };
  return { answerJson: JSON.stringify(answer), commit: commitOf(incoming, answer, world) };
}

function resultOf(reply: Answer['reply']): CommandResult {
  if (reply.kind !== 'problem') return 'done';
  if (reply.code === 'bug') return 'fault';
  if (reply.code === 'forbidden') return 'denied';
  return reply.code === 'unavailable' ? 'unavailable' : 'refused';
}
