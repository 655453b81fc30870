import type { webApi } from '@slack/bolt';
import { retryAfter } from '../../delivery/retry-after.ts';
import { type Exchanged, exchange, unansweredBy } from '../../exchange.ts';
import { ApiProblem } from './api-problem.ts';

/** Milliseconds for a whole call, and bytes of its answer; the longest is a page of a channel's history. */
const limits = { ms: 10_000, bytes: 8_000_000 };

/**
 * `fetch` for Slack's client, which reads statuses and broken answers in ways that hide whether a message may have been
 * shown: everything but a 200 with JSON is thrown here as an `ApiProblem`, before the client sees it.
 */
export function createBoundedFetch(now: () => number): webApi.FetchFunction {
  return async (url, init) => {
    const answer = await exchange(url, { ...init }, limits).catch((error) => {
      const { kind, words } = unansweredBy('Slack', error);
      throw new ApiProblem({ kind }, words, { cause: error });
    });
    if (answer.status !== 200) throw statusProblem(answer, now());
    if (!isJsonObject(answer.text))
      throw new ApiProblem({ kind: 'unanswered' }, 'Slack answered with something else than JSON.');
    return new Response(answer.text, { headers: answer.headers });
  };
}

function statusProblem({ status, headers }: Exchanged, now: number): ApiProblem {
  const retryAfterMs = retryAfter(headers.get('retry-after'), 'seconds', now);
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new ApiProblem({ kind: 'status', status, ...wait }, `Slack answered with the status ${status}.`);
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
