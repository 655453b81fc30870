import { cardOf } from '../../cards/card-of.ts';
import { cardLines } from '../../cards/plain-text.ts';
import type { Reply } from '../../commands/reply.ts';
import { exitCodeOf, exitCodes } from '../../errors.ts';
import { groupOf, isTerminal, statusTable } from '../../pipelines/status.ts';
import { showDuration } from '../../show.ts';
import type { DeskRequest } from './desk.ts';
import { answerOf, type Desks, followToEnd, type OpenDesk, openDesks } from './desks.ts';
import { terminalStyle } from './terminal-style.ts';

/** Where one line's answer goes, and how. */
export interface Voice {
  out: (text: string) => void;
  /** What is not the answer: progress, and why this takes a while. */
  aside: (text: string) => void;
  json: boolean;
  wait: boolean;
  colour: boolean;
  columns: number;
  now: () => number;
  signal: AbortSignal;
}

/** What a shell reports of a program ended by Ctrl-C. */
const interrupted = 130;

/**
 * Says one thing, prints the answer and answers the exit code. It stays until a run has ended when it was asked to, or
 * when no server is there to carry on what it began.
 */
export async function sayOnce(open: OpenDesk, request: DeskRequest, voice: Voice): Promise<number> {
  const desks = await openDesks(open);
  try {
    const answer = await answerOf(desks, request, voice.signal);
    if (!answer) return interrupted;
    const asked = voice.wait || answer.wait;
    const begun = answer.started || (answer.reply.kind === 'run' && answer.reply.run.status === 'CancelRequested');
    const waits = answer.reply.kind === 'run' && (asked || (begun && desks.current.isOwner));
    if (waits && !asked) {
      voice.aside('No server is running here, so this stays until the run has ended (npm start keeps one running).\n');
    }
    const final = waits ? await waitFor(desks, answer.reply, voice) : answer.reply;
    if (final === undefined) return interrupted;
    voice.out(voice.json ? jsonLine(final) : cardText(final, voice));
    return exitCode(final, waits);
  } finally {
    await desks.current.close();
  }
}

async function waitFor(desks: Desks, begun: Reply, voice: Voice): Promise<Reply | undefined> {
  if (begun.kind !== 'run') return begun;
  const note = begun.note;
  const told = new Set<string>();
  const final = await followToEnd(desks, begun.run.id, (reply) => tellSteps(reply, told, voice), voice.signal);
  return final?.kind === 'run' && note !== undefined ? { ...final, note } : final;
}

/** One line for each step as it ends. */
function tellSteps(reply: Reply, told: Set<string>, voice: Voice): void {
  if (reply.kind !== 'run') return;
  for (const { name, status, startedAt, endedAt } of reply.run.steps) {
    if (!isTerminal(status) || told.has(name)) continue;
    told.add(name);
    const time = startedAt === undefined || endedAt === undefined ? '' : ` in ${showDuration(endedAt - startedAt)}`;
    voice.aside(
      `${told.size} of ${reply.run.steps.length}  ${name} ${statusTable[status].words.toLowerCase()}${time}\n`,
    );
  }
}

function cardText(reply: Reply, { colour, columns, now }: Voice): string {
  return `${cardLines(cardOf(reply, now()), terminalStyle({ colour, columns, now: now() })).join('\n')}\n`;
}

/** What scripts read: a reply under its kind, a refusal apart from it. */
export function jsonLine(reply: Reply): string {
  if (reply.kind !== 'problem') return `${JSON.stringify(reply)}\n`;
  const { kind, ...problem } = reply;
  return `${JSON.stringify({ kind, problem })}\n`;
}

function exitCode(reply: Reply, waited: boolean): number {
  if (reply.kind === 'problem') return exitCodeOf(reply.code);
  if (reply.kind === 'checks' && reply.checks.some(({ state }) => state === 'failed')) return exitCodes.unavailable;
  if (reply.kind !== 'run' || !waited || groupOf(reply.run.status) === 'succeeded') return exitCodes.done;
  return exitCodes.runFailed;
}
