/** The methods a route can be mounted under; every other method of a known path is answered with 405. */
export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';

/** A request that has passed every guard. */
export interface WebRequest {
  method: Method;
  /** The address as the client named it; its host is one of the allowed hosts. */
  url: URL;
  /** Path parameters, percent-decoded exactly once. */
  params: ReadonlyMap<string, string>;
  /** Lower-case name → value. Only headers that are lists by definition can have come more than once. */
  headers: ReadonlyMap<string, string>;
  /** The raw bytes, as a signature was computed over them; empty without a body. */
  body: Uint8Array;
  remoteAddress: string;
  /**
   * Aborts when the client leaves before the answer is complete, or when the server stops waiting for it. A handler may
   * end by throwing its `reason`.
   */
  signal: AbortSignal;
}

/**
 * What a handler answers. Security headers are added to it; those it sets itself stay as they are, and one that it sets
 * to undefined is left out.
 */
export interface WebAnswer {
  status: number;
  headers?: Readonly<Record<string, string | undefined>>;
  body?: string | Uint8Array | ReadableStream<Uint8Array>;
}

/**
 * One method of one path. `path` is made of literal segments, `:name` (one segment) and, at the end, `*name` (one or
 * more segments). `bodyLimit` is in bytes. `browser` routes are pages and forms for people: another site may link to
 * them but never post to them; every other route is for programs and refuses whatever another site's page sends.
 * `framed` ones may be opened inside a page of the sites that their own policy names.
 */
export interface Route {
  method: Method;
  path: string;
  bodyLimit: number;
  browser: boolean;
  framed?: true;
  handle(request: WebRequest): Promise<WebAnswer>;
}

/** An answer for programs. */
export function jsonAnswer(status: number, value: object): WebAnswer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(value) };
}
