import { type Clock, systemClock } from './clock.ts';

/** An answer over HTTP, with all of its body. */
export interface Exchanged {
  status: number;
  headers: Headers;
  text: string;
}

/** There was no whole answer. Where `wasSent` is false, surely nothing was carried out. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly wasSent: boolean;

  constructor(wasSent: boolean, words: string, options?: ErrorOptions) {
    super(words, options);
    this.wasSent = wasSent;
  }
}

/** What it means that `who` was asked by `exchange`, which threw this. */
export function unansweredBy(who: string, error: unknown): { kind: 'unsent' | 'unanswered'; words: string } {
  const isUnsent = error instanceof NoAnswer && !error.wasSent;
  const why = error instanceof NoAnswer ? error.message : String(error);
  return { kind: isUnsent ? 'unsent' : 'unanswered', words: `${who} could not be asked (${why}).` };
}

/** How connecting fails: nothing of the request was sent. */
const neverSent =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/**
 * One request, made once: within `ms` milliseconds from the first byte sent to the last one read, and with an answer of
 * `bytes` bytes at most. A redirect is an answer like any other: following it would carry secrets to another host.
 * Throws `NoAnswer`.
 */
export async function exchange(
  url: string | URL,
  init: RequestInit,
  limits: { ms: number; bytes: number },
  clock: Pick<Clock, 'wait'> = systemClock,
): Promise<Exchanged> {
  const ended = new AbortController();
  void clock.wait(limits.ms, ended.signal).then(() => ended.abort());
  try {
    const response = await fetch(url, { ...init, redirect: 'manual', signal: ended.signal });
    return { status: response.status, headers: response.headers, text: await readAll(response, limits.bytes) };
  } catch (error) {
    if (ended.signal.aborted) throw new NoAnswer(true, `no whole answer within ${limits.ms} ms`, { cause: error });
    const code = codeOf(error instanceof Error ? (error.cause ?? error) : error);
    throw new NoAnswer(!neverSent.test(code), code === '' ? String(error) : code, { cause: error });
  } finally {
    ended.abort();
  }
}

async function readAll(response: Response, most: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > most) throw new Error(`the answer is longer than ${most} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}
