import type { Reply } from '../../commands/reply.ts';
import { type Desk, type DeskAnswer, DeskGone, type DeskRequest } from './desk.ts';

/** Opens a desk: in this process, or in the one that owns the home. */
export type OpenDesk = () => Promise<Desk>;

/** The desk in use. When the process behind it ends, another is opened: this process may take the home over. */
export interface Desks {
  current: Desk;
  readonly open: OpenDesk;
  /** The opening that is under way. */
  opening?: Promise<Desk> | undefined;
}

/** Opens another desk in place of one that is gone; all who miss it get the same one, so that it is closed in the end. */
async function reopen(desks: Desks, gone: Desk): Promise<void> {
  if (desks.current !== gone) return;
  desks.opening ??= desks.open().finally(() => {
    desks.opening = undefined;
  });
  const opened = await desks.opening;
  if (desks.current === gone || opened.isOwner) desks.current = opened;
}

export async function openDesks(open: OpenDesk): Promise<Desks> {
  return { current: await open(), open };
}

/** The answer to a request that has just one. Asking again is safe: the request's key lets it act only once. */
export function answerOf(desks: Desks, request: DeskRequest): Promise<DeskAnswer>;
/** Undefined when `signal` ended the wait; what was asked may happen all the same. */
export function answerOf(desks: Desks, request: DeskRequest, signal: AbortSignal): Promise<DeskAnswer | undefined>;
export async function answerOf(
  desks: Desks,
  request: DeskRequest,
  signal?: AbortSignal,
): Promise<DeskAnswer | undefined> {
  const desk = desks.current;
  try {
    return await firstAnswer(desk, request, signal);
  } catch (error) {
    if (signal?.aborted) return undefined;
    if (!(error instanceof DeskGone)) throw error;
    await reopen(desks, desk);
    return firstAnswer(desks.current, request, signal);
  }
}

async function firstAnswer(desk: Desk, request: DeskRequest, signal?: AbortSignal): Promise<DeskAnswer> {
  for await (const event of desk.ask(request, signal)) if (event.kind === 'answer') return event;
  throw new DeskGone('no answer came');
}

/**
 * Follows a run to its end and answers it as it ended; `show` sees every change on the way. Undefined when `signal`
 * ended it.
 */
export async function followToEnd(
  desks: Desks,
  runId: string,
  show: (reply: Reply) => void,
  signal: AbortSignal,
): Promise<Reply | undefined> {
  let last: Reply | undefined;
  while (!signal.aborted) {
    const desk = desks.current;
    try {
      for await (const event of desk.ask({ kind: 'follow', runId }, signal)) {
        if (event.kind !== 'answer') continue;
        last = event.reply;
        show(event.reply);
      }
      return signal.aborted ? undefined : last;
    } catch (error) {
      if (!(error instanceof DeskGone)) throw error;
      if (!signal.aborted) await reopen(desks, desk);
    }
  }
  return undefined;
}
