import type { Answer } from './stand-in-platform.ts';

/** Carries a request to a stand-in and its answer back; throws `WireProblem` and nothing else. */
export type Wire = (request: object) => Promise<Answer>;

/** No answer, or none that makes sense. `wasSent` when the other side may have taken the request. */
export class WireProblem extends Error {
  override readonly name = 'WireProblem';
  readonly wasSent: boolean;

  constructor(wasSent: boolean, options?: ErrorOptions) {
    super('no answer', options);
    this.wasSent = wasSent;
  }
}

/** A wire over HTTP; `timeout` is in real milliseconds. */
export function httpWire(url: string, timeout: number): Wire {
  return async (request) => {
    let response: Response;
    let text: string;
    try {
      response = await fetch(url, {
        method: 'POST',
        body: JSON.stringify(request),
        signal: AbortSignal.timeout(timeout),
      });
      text = await response.text();
    } catch (error) {
      throw new WireProblem(!isRefused(error), { cause: error });
    }
    const retryAfter = response.headers.get('retry-after');
    return { status: response.status, ...(retryAfter !== null && { retryAfter }), body: read(text) };
  };
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new WireProblem(true, { cause: error });
  }
}

function isRefused(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}
