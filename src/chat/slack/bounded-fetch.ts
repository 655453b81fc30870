import type { webApi } from '@slack/bolt';
import { retryAfter } from '../../delivery/retry-after.ts';
import { ApiProblem } from './api-problem.ts';

/** Milliseconds for a whole call, from the first byte sent to the last one read. */
const longestCall = 10_000;

/** Bytes of an answer; the longest is a page of a channel's history. */
const longestAnswer = 8_000_000;

/** How connecting fails: nothing of the request was sent. */
const neverSent =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/**
 * `fetch` for Slack's client, which reads statuses and broken answers in ways that hide whether a message may have been
 * shown: everything but a 200 with JSON is thrown here as an `ApiProblem`, before the client sees it.
 */
export function createBoundedFetch(now: () => number): webApi.FetchFunction {
  return async (url, init) => {
    const { response, text } = await exchange(url, { ...init, ...unfollowed() }).catch((error) => {
      throw networkProblem(error);
    });
    if (response.status !== 200) throw statusProblem(response, now());
    if (!isJsonObject(text))
      throw new ApiProblem({ kind: 'unanswered' }, 'Slack answered with something else than JSON.');
    return new Response(text, { headers: response.headers });
  };
}

/** A redirect would carry the token to another host. */
function unfollowed() {
  return { redirect: 'manual', signal: AbortSignal.timeout(longestCall) } as const;
}

async function exchange(url: string | URL, init: RequestInit): Promise<{ response: Response; text: string }> {
  const response = await fetch(url, init);
  return { response, text: await readAll(response) };
}

async function readAll(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > longestAnswer) throw new Error(`the answer is longer than ${longestAnswer} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function networkProblem(error: unknown): ApiProblem {
  const code = codeOf(error instanceof Error ? (error.cause ?? error) : error);
  const words = `Slack could not be asked (${code === '' ? String(error) : code}).`;
  return new ApiProblem({ kind: neverSent.test(code) ? 'unsent' : 'unanswered' }, words, { cause: error });
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

function statusProblem({ status, headers }: Response, now: number): ApiProblem {
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
