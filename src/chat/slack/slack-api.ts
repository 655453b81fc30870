import { webApi } from '@slack/bolt';
import type { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { inTime } from '../../in-time.ts';
import type { Log } from '../../log.ts';
import { ApiProblem } from './api-problem.ts';
import { boltLog } from './bolt-log.ts';
import { createBoundedFetch } from './bounded-fetch.ts';
import type { ApiMethod } from './scopes.ts';

/** Slack's Web API: each call is made once and at once, and fails with an `ApiProblem`. Trying again is delivery's work. */
export interface SlackApi {
  /** Calls a method and answers what `shape` reads of the answer, in `withinMs` milliseconds at most. */
  call<Answer>(
    method: ApiMethod,
    args: Readonly<Record<string, unknown>>,
    shape: z.ZodType<Answer>,
    withinMs: number,
  ): Promise<Answer>;
  /** The scopes of the token, as Slack's latest answer named them; undefined before the first answer. */
  granted(): ReadonlySet<string> | undefined;
}

/** How Slack's client is set up wherever it is used: it neither retries nor queues, and gives up in time. */
export function clientOptions(apiUrl: string | undefined, clock: Clock, log: Log): webApi.WebClientOptions {
  return {
    ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    maxRequestConcurrency: 10_000,
    allowAbsoluteUrls: false,
    fetch: createBoundedFetch(clock.now),
    logger: boltLog(log),
  };
}

/** Calls of which delivery tells by itself when Slack asks to put them off. */
const toldByDelivery: readonly ApiMethod[] = ['chat.postMessage', 'chat.postEphemeral', 'chat.update'];

/** `limited` hears of every other call that Slack asks to put off. */
export function createSlackApi(
  token: string,
  options: webApi.WebClientOptions,
  clock: Clock,
  limited: (method: ApiMethod) => void,
): SlackApi {
  const client = new webApi.WebClient(token, options);
  let scopes: ReadonlySet<string> | undefined;

  return {
    async call(method, args, shape, withinMs) {
      if (withinMs <= 0) throw new ApiProblem({ kind: 'unsent' }, `There was no time left to call ${method}.`);
      try {
        const answer = await inTime(client.apiCall(method, { ...args }), withinMs, clock, () => {
          throw new ApiProblem({ kind: 'unanswered' }, `${method} was not answered within ${withinMs} ms.`);
        });
        if (answer.response_metadata?.scopes) scopes = new Set(answer.response_metadata.scopes);
        const read = shape.safeParse(answer);
        if (read.success) return read.data;
        throw new ApiProblem({ kind: 'unanswered' }, `The answer to ${method} is not in Slack's form.`);
      } catch (error) {
        const problem = problemOf(error);
        if (isLimited(problem) && !toldByDelivery.includes(method)) limited(method);
        throw problem;
      }
    },
    granted: () => scopes,
  };
}

function isLimited({ trouble }: ApiProblem): boolean {
  return trouble.kind === 'status'
    ? trouble.status === 429
    : trouble.kind === 'refused' && trouble.code === 'ratelimited';
}

function problemOf(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof webApi.WebAPIRequestError) return problemOf(error.original);
  if (error instanceof webApi.WebAPIPlatformError) {
    const code = String(error.data.error);
    return new ApiProblem({ kind: 'refused', code }, `Slack says ${code}.`, { cause: error });
  }
  return new ApiProblem({ kind: 'unanswered' }, 'A call of Slack ended in a fault.', { cause: error });
}
