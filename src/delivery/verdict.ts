import { SendProblem, type SendTrouble } from '../chat/platform.ts';
import { isPassing } from '../store/store-problem.ts';
import { backoff, longestFrom } from './backoff.ts';
import type { Hold } from './budgets.ts';
import { boundedWait } from './retry-after.ts';

const minute = 60_000;
const hour = 60 * minute;

/** What a platform does not take for so long is dead, however often it was tried. */
const keptFor = 7 * 24 * hour;

/** Until a post or an edit whose answer did not come has surely been shown or lost: longer than any call lasts. */
export const settling = 15_000;

/** The longest between two posts of which each may be the one that people see (milliseconds). */
const longestDoubt = 6 * hour;

/** How often we look whether a tenant lets us in again. */
const tenantClosedFor = 5 * minute;

/** Waits after each try that met a fault of ours: twelve tries over a day, the first ones close together. */
const faultWaits = [
  settling,
  ...[1, 5, 15, 30].map((minutes) => minutes * minute),
  ...[1, 2, 4, 5, 5, 6].map((hours) => hours * hour),
];

/**
 * Why a message was not shown: what the platform said, a store that takes nothing for now, or a fault of ours;
 * `wasCalled` when the platform may have begun with it.
 */
export type Trouble = SendTrouble | { kind: 'store' | 'fault'; wasCalled: boolean };

/** What the verdict needs to know of the message that was to be shown. */
export interface TriedMessage {
  isLive: boolean;
  /** It shows an end that people must find, or has nothing else to show. */
  isWorthReposting: boolean;
  /** It has a message id, so this was an edit, which is safe to repeat. */
  wasPosted: boolean;
  reposts: number;
  /** Failures that counted since it was last shown, without this one. */
  attempts: number;
  /** Since when, in milliseconds since 1970, something is to be shown that is not: not the age of a message long shown. */
  waitingSince: number;
  /** Since when, in milliseconds since 1970, it may have been posted where nobody can look it up. */
  inDoubtSince?: number;
}

/** What follows for the message. */
type Next =
  /** Try again then; `attempts` is what to store. */
  | { kind: 'again'; dueAt: number; attempts: number }
  /**
   * It may have been shown, or be shown yet. Then an edit is made again, and a post is looked up first and made again,
   * marked as a repeat, where it is not found.
   */
  | { kind: 'settle'; dueAt: number; attempts: number }
  /** The message is gone: post it anew, once. */
  | { kind: 'repost' }
  /** The message is gone and only progress was to be shown: nothing until there is something final. */
  | { kind: 'rest' }
  /** Kept for people to see and to try again; `closesChannel` when no other message gets into the channel either. */
  | { kind: 'dead'; words: string; closesChannel: boolean };

/** What follows for the message, for the circuits of its channel and tenant (`untold`: nothing was learned), and for its neighbours. */
export type Verdict = Next & { circuit: 'succeeded' | 'failed' | 'untold'; hold?: Hold };

/** What `error` says. */
export function troubleOf(error: unknown, wasCalled: boolean): Trouble {
  if (error instanceof SendProblem) return error.trouble;
  return { kind: isPassing(error) ? 'store' : 'fault', wasCalled };
}

/**
 * The one table of what follows when a message could not be shown. `now` is in milliseconds since 1970.
 *
 * | trouble        | what follows                                          | dead when  | circuit   | held                 |
 * |----------------|-------------------------------------------------------|------------|-----------|----------------------|
 * | limited        | again when told, else after a backoff                 | 7 days old | succeeded | what counts together |
 * | passing        | again after a backoff                                 | 7 days old | failed    |                      |
 * | ambiguous      | settles for 15 s, and half as long as it is in doubt  | 7 days old | failed    |                      |
 * | message-gone   | progress rests; what must be found is posted anew     | gone again | succeeded |                      |
 * | refused        |                                                       | at once    | succeeded |                      |
 * | channel-closed |                                                       | at once    | succeeded |                      |
 * | tenant-closed  | again in 5 minutes                                    | 7 days old | succeeded | the whole tenant     |
 * | store          | again in 15 s; a post that was begun settles          | 7 days old | untold    |                      |
 * | fault          | again; a post that was begun settles                  | 12 tries   | untold    |                      |
 */
export function verdictOn(trouble: Trouble, message: TriedMessage, now: number, random: () => number): Verdict {
  const { attempts, wasPosted } = message;
  const isOld = now - message.waitingSince >= keptFor;
  switch (trouble.kind) {
    case 'limited': {
      const told = boundedWait(trouble.retryAfterMs ?? Number.NaN);
      const ms = told ?? backoff(attempts + 1, random);
      const next = isOld
        ? dead('For 7 days the platform asked to wait.')
        : again(now + ms, told === undefined ? counted(attempts) : attempts);
      return { ...next, circuit: 'succeeded', hold: { scope: trouble.scope, methods: 'counted-together', ms } };
    }
    case 'passing': {
      if (isOld) return { ...dead('For 7 days the platform could not show it.'), circuit: 'failed' };
      return { ...again(now + backoff(attempts + 1, random), counted(attempts)), circuit: 'failed' };
    }
    case 'ambiguous': {
      if (isOld) return { ...dead('For 7 days no answer told whether it was shown.'), circuit: 'failed' };
      // Each further post may be one more that people see, so they come ever more seldom: some 45 in the seven days.
      const doubt = Math.min(longestDoubt, Math.round((now - (message.inDoubtSince ?? now)) / 2));
      const ms = Math.max(settling, doubt, backoff(attempts + 1, random));
      return { ...settle(now + ms, counted(attempts)), circuit: 'failed' };
    }
    case 'message-gone': {
      if (message.isLive && !message.isWorthReposting) return { kind: 'rest', circuit: 'succeeded' };
      if (message.reposts === 0) return { kind: 'repost', circuit: 'succeeded' };
      return { ...dead('It was deleted, and so was the message posted in its place.'), circuit: 'succeeded' };
    }
    case 'refused':
      return { ...dead('The platform does not take this message.'), circuit: 'succeeded' };
    case 'channel-closed': {
      const words =
        'The channel takes nothing from Pipehand: it is archived or deleted, or Pipehand was removed from it.';
      return { ...dead(words, true), circuit: 'succeeded' };
    }
    case 'tenant-closed': {
      const next = isOld
        ? dead('For 7 days Pipehand had no access: its app was removed or its token revoked.')
        : again(now + tenantClosedFor, attempts);
      return { ...next, circuit: 'succeeded', hold: { scope: 'tenant', methods: 'all', ms: tenantClosedFor } };
    }
    case 'store': {
      if (isOld) return { ...dead('For 7 days the store took nothing.'), circuit: 'untold' };
      const next = trouble.wasCalled && !wasPosted ? settle : again;
      return { ...next(now + settling, attempts), circuit: 'untold' };
    }
    case 'fault': {
      const wait = faultWaits[attempts];
      if (wait === undefined)
        return { ...dead('A fault in Pipehand stopped it again and again; the log says more.'), circuit: 'untold' };
      const dueAt = now + Math.round(wait * (1 + random() / 10));
      const next = trouble.wasCalled && !wasPosted ? settle(dueAt, attempts + 1) : again(dueAt, attempts + 1);
      return { ...next, circuit: 'untold' };
    }
    default:
      return trouble satisfies never;
  }
}

/** What a platform does wrong counts while it makes waits longer, and leaves a fault of ours three tries at the least. */
function counted(attempts: number): number {
  return Math.max(attempts, Math.min(attempts + 1, longestFrom));
}

function again(dueAt: number, attempts: number): Next {
  return { kind: 'again', dueAt, attempts };
}

function settle(dueAt: number, attempts: number): Next {
  return { kind: 'settle', dueAt, attempts };
}

function dead(words: string, closesChannel = false): Next {
  return { kind: 'dead', words, closesChannel };
}
