import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from '../../loopback.ts';
import type { JsonObject } from '../json.ts';
import type { Parts } from '../parts.ts';
import { Refused } from '../refused.ts';
import type { Team } from '../world.ts';
import { type Arguments, type ReadCall, readCall } from './arguments.ts';
import type { BotMethod, Methods } from './method.ts';
import type { RateLimits } from './rate-limits.ts';

/** A call that was read, and can be carried out. */
export interface PreparedCall {
  team: string | undefined;
  values: JsonObject;
  carryOut(): Answer;
}

/** The Web API: reads a call, and carries it out when told to. */
export type Api = (method: string, headers: IncomingHttpHeaders, body: Buffer) => Promise<PreparedCall>;

export function createApi(parts: Parts, methods: Methods, limits: RateLimits): Api {
  const { world, ledger, clock } = parts;

  function bot(token: string): Team {
    const team = [...world.teams.values()].find(({ botToken }) => botToken === token);
    if (!team) throw new Refused(token === world.appToken ? 'not_allowed_token_type' : 'invalid_auth');
    if (team.token === 'revoked') throw new Refused('token_revoked');
    if (team.token === 'inactive') throw new Refused('account_inactive');
    return team;
  }

  function limited(method: string, team: string, args: Arguments): number {
    const channel = args.text('channel');
    const isPerson = channel !== undefined && world.person(team, channel) !== undefined;
    const wait = limits.count({ method, team, channel: isPerson ? `D${channel}` : channel });
    if (wait > 0) ledger.tooMany.push(`${method} ${team}/${channel ?? ''} ${Math.ceil(wait)} ms too early`);
    return wait;
  }

  function callAsBot(method: string, { scopes, call }: BotMethod, args: Arguments, token: string): JsonObject | number {
    const team = bot(token);
    const wait = limited(method, team.id, args);
    if (wait > 0) return wait;
    const needed = scopes(args, team);
    if (needed.length > 0 && !needed.some((scope) => team.scopes.has(scope)))
      throw new Refused('missing_scope', { needed: needed.join(), provided: [...team.scopes].join() });
    return call(args, team);
  }

  /** The answer, or how many milliseconds to wait. */
  function result(name: string, { args, token, warning }: ReadCall): JsonObject | number {
    const method = methods[name];
    if (!method) throw new Refused('unknown_method', { req_method: name });
    if (token === undefined) throw new Refused('not_authed');
    const warned = warning === undefined ? {} : { warning, response_metadata: { warnings: [warning] } };
    if (method.by === 'bot') {
      const answer = callAsBot(name, method, args, token);
      return typeof answer === 'number' ? answer : { ...warned, ...answer };
    }
    if (token.startsWith('xapp-') && token !== world.appToken) throw new Refused('invalid_auth');
    if (token !== world.appToken && bot(token)) throw new Refused('not_allowed_token_type');
    return limited(name, world.appId, args) || { ...warned, ...method.call() };
  }

  return async (name, headers, body) => {
    let read: ReadCall | Refused;
    try {
      read = await readCall(headers, body, methods[name]?.takesJson ?? true);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      read = error;
    }
    const token = read instanceof Refused ? undefined : read.token;
    const team = [...world.teams.values()].find(({ botToken }) => botToken === token);
    const values = read instanceof Refused ? {} : read.args.values;

    function carryOut(): Answer {
      const call = { method: name, team: team?.id, values, at: clock.now() };
      try {
        if (read instanceof Refused) throw read;
        const answer = result(name, read);
        ledger.calls.push({ ...call, error: typeof answer === 'number' ? 'ratelimited' : undefined });
        return typeof answer === 'number' ? tooEarly(String(Math.ceil(answer / 1_000))) : json(answer, team);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        ledger.calls.push({ ...call, error: error.message });
        return json(error.answer, team);
      }
    }

    return { team: team?.id, values, carryOut };
  };
}

/** What Slack answers to a call that comes too early. */
export function tooEarly(retryAfter: string | undefined): Answer {
  const header = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  return { ...json({ ok: false, error: 'ratelimited' }, undefined, header), status: 429 };
}

/** An answer of the Web API, which names the scopes of the token. */
export function json(body: JsonObject, team?: Team, more: Readonly<Record<string, string>> = {}): Answer {
  const scopes = team ? { 'x-oauth-scopes': [...team.scopes].join() } : {};
  const headers = { 'content-type': 'application/json; charset=utf-8', ...scopes, ...more };
  return { status: 200, headers, body: JSON.stringify(body) };
}

/** An answer in words, as Slack gives them beside the Web API. */
export function plain(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/html' }, body };
}
