import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { retryAfter } from '../../delivery/retry-after.ts';
import { type Exchanged, exchange, unansweredBy } from '../../exchange.ts';
import { ConnectorProblem } from './connector-problem.ts';
import type { Tokens } from './tokens.ts';

/** Bytes of an answer. */
const longestAnswer = 1_000_000;

/** What can be asked of Teams. */
type ConnectorMethod = 'create' | 'send' | 'update' | 'member' | 'members';

interface Call<Answer> {
  method: ConnectorMethod;
  /** Where the conversation is at home. */
  serviceUrl: string;
  /** What comes after `v3/`, each part as it is meant. */
  path: readonly string[];
  body?: object;
  shape: z.ZodType<Answer>;
}

/**
 * The Connector of Teams over REST: each call is made once, and fails with a `ConnectorProblem`. botbuilder's own client
 * sends posts again that may have been shown, and waits as long as it is told. Trying again is delivery's work.
 */
export interface Connector {
  call<Answer>(call: Call<Answer>, withinMs: number): Promise<Answer>;
}

interface Options {
  tokens: Tokens;
  /** Our token goes nowhere else. */
  isServiceUrl(url: string): boolean;
  clock: Clock;
  /** Hears of every call but posts and edits that Teams asks to put off. */
  limited(method: ConnectorMethod): void;
}

const verbs: Readonly<Record<ConnectorMethod, string>> = {
  create: 'POST',
  send: 'POST',
  update: 'PUT',
  member: 'GET',
  members: 'GET',
};

/** Calls of which delivery tells by itself when Teams asks to put them off. */
const toldByDelivery: readonly ConnectorMethod[] = ['create', 'send', 'update'];

export function createConnector({ tokens, isServiceUrl, clock, limited }: Options): Connector {
  async function sent<Answer>({ method, serviceUrl, path, body }: Call<Answer>, token: string, ms: number) {
    const url = `${serviceUrl.replace(/\/$/, '')}/v3/${path.map(encodeURIComponent).join('/')}`;
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
    const content = body && {
      headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
    };
    try {
      const init = { method: verbs[method], headers, ...content };
      return await exchange(url, init, { ms, bytes: longestAnswer }, clock);
    } catch (error) {
      const { kind, words } = unansweredBy('Teams', error);
      throw new ConnectorProblem({ kind }, words, { cause: error });
    }
  }

  return {
    async call(call, withinMs) {
      const until = clock.elapsed() + withinMs;
      const left = () => until - clock.elapsed();
      if (!isServiceUrl(call.serviceUrl))
        throw new ConnectorProblem({ kind: 'unsent' }, 'This conversation is at an address that is none of Teams.');
      const token = await tokens.get(left());
      if (left() <= 0) throw new ConnectorProblem({ kind: 'unsent' }, 'There was no time left to ask Teams.');
      let answer = await sent(call, token, left());
      if (answer.status === 401) {
        // The token may have been revoked before its time; nothing was carried out.
        tokens.forget(token);
        answer = await sent(call, await tokens.get(left()), left());
      }
      if (answer.status === 429 && !toldByDelivery.includes(call.method)) limited(call.method);
      if (answer.status < 200 || answer.status > 299) throw statusProblem(answer, clock.now());
      const read = call.shape.safeParse(parsed(answer.text));
      if (read.success) return read.data;
      throw new ConnectorProblem({ kind: 'unanswered' }, 'The answer of Teams is not in its form.');
    },
  };
}

const refusal = z.object({ error: z.object({ code: z.string(), message: z.string().optional() }) });

function statusProblem({ status, headers, text }: Exchanged, now: number): ConnectorProblem {
  const retryAfterMs = retryAfter(headers.get('retry-after'), 'seconds', now);
  const { data } = refusal.safeParse(parsed(text));
  const said = data === undefined ? `status ${status}` : `${status} ${data.error.code}: ${data.error.message ?? ''}`;
  return new ConnectorProblem(
    {
      kind: 'status',
      status,
      ...(data !== undefined && { code: data.error.code }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    },
    `Teams answered ${said.slice(0, 300)}`,
  );
}

function parsed(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return undefined;
  }
}
