import type { IncomingMessage } from 'node:http';
import type { Answer } from '../loopback.ts';
import { isObject, type JsonObject, parsed, textAt } from '../slack/json.ts';
import type { RateLimits } from '../slack/web-api/rate-limits.ts';
import { json, type Operation, type PreparedCall, refusal, tooEarly } from './answer.ts';
import { createActivities } from './connector/activities.ts';
import { createConversation } from './connector/conversations.ts';
import { createMembers } from './connector/members.ts';
import { splitId } from './connector/places.ts';
import type { Login } from './login.ts';
import type { Parts } from './parts.ts';
import { Refused } from './refused.ts';

/** A path that was understood. */
interface Route {
  operation: Operation;
  conversation?: string;
  /** Whether the body must be an object in JSON. */
  takesJson?: true;
  answer(values: JsonObject): Answer;
}

/** Reads what comes in at each path: the Connector, the login, and the keys. */
export function createDoors(parts: Parts, login: Login, limits: RateLimits) {
  const { clock, ledger, registration, keys } = parts;
  const activities = createActivities(parts);
  const members = createMembers(parts);

  /** The Connector's paths, without what stands before `v3/`. */
  function connectorRoute(method: string, segments: readonly string[], query: URLSearchParams): Route | undefined {
    const [kind, id = '', part, detail] = segments;
    const shape = `${method} ${[kind, id && 'id', part, detail && 'id'].filter(Boolean).join('/')}`;
    const there = { conversation: id };
    switch (shape) {
      case 'POST conversations':
        return {
          operation: 'create',
          takesJson: true,
          answer: (values) => json(201, createConversation(parts, activities, values)),
        };
      case 'POST conversations/id/activities':
        return {
          ...there,
          operation: 'send',
          takesJson: true,
          answer: (values) => json(201, { id: activities.send(id, values).id }),
        };
      case 'POST conversations/id/activities/id':
        return {
          ...there,
          operation: 'send',
          takesJson: true,
          answer: (values) => json(201, { id: activities.send(id, values, detail).id }),
        };
      case 'PUT conversations/id/activities/id':
        return {
          ...there,
          operation: 'update',
          takesJson: true,
          answer(values) {
            activities.update(id, detail ?? '', values);
            return json(200, { id: detail });
          },
        };
      case 'DELETE conversations/id/activities/id':
        return {
          ...there,
          operation: 'delete',
          answer() {
            activities.remove(id, detail ?? '');
            return json(200, undefined);
          },
        };
      case 'GET conversations/id/members/id':
        return { ...there, operation: 'members', answer: () => json(200, members.one(id, detail ?? '')) };
      case 'GET conversations/id/pagedmembers':
        return { ...there, operation: 'members', answer: () => json(200, members.page(id, query)) };
      case 'GET teams/id':
        return { operation: 'team', answer: () => json(200, members.team(id)) };
      case 'GET teams/id/conversations':
        return { operation: 'team', answer: () => json(200, members.channels(id)) };
      default:
        return undefined;
    }
  }

  function connectorCall(request: IncomingMessage, route: Route, body: Buffer): PreparedCall {
    const { operation, conversation: named } = route;
    const conversation = named === undefined ? undefined : splitId(named).base;
    const read = parsed(body.toString());
    const values = isObject(read) ? read : {};

    function answer(): Answer {
      login.check(request.headers.authorization);
      const place =
        conversation ?? textAt(values, 'channelData', 'channel', 'id') ?? JSON.stringify(values.members ?? '');
      const wait = tooSoon(limits, { operation, place, tenant: registration.tenant });
      if (wait > 0) {
        ledger.tooMany.push(`${operation} ${place} ${Math.ceil(wait)} ms too early`);
        return tooEarly(String(Math.ceil(wait / 1_000)));
      }
      if (route.takesJson && !request.headers['content-type']?.startsWith('application/json'))
        throw new Refused(415, 'UnsupportedMediaType', 'The body must be application/json.');
      if (route.takesJson && !isObject(read))
        throw new Refused(400, 'BadSyntax', 'The body must be an object in JSON.');
      return route.answer(values);
    }

    return {
      operation,
      conversation,
      values,
      carryOut() {
        let code: string | undefined;
        let given: Answer;
        try {
          given = answer();
          if (given.status === 429) code = 'Throttled';
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          code = error.code;
          given = refusal(error);
        }
        ledger.calls.push({ operation, conversation, values, status: given.status, code, at: clock.now() });
        return given;
      },
    };
  }

  function otherCall(operation: Operation, answer: () => Answer): PreparedCall {
    return {
      operation,
      conversation: undefined,
      values: {},
      carryOut() {
        const given = answer();
        const { status } = given;
        const code = status >= 400 ? `${status}` : undefined;
        ledger.calls.push({ operation, conversation: undefined, values: {}, status, code, at: clock.now() });
        return given;
      },
    };
  }

  return (request: IncomingMessage, url: URL, body: Buffer): PreparedCall => {
    const { method = 'GET', headers } = request;
    const [first = '', second, ...segments] = url.pathname.split('/').slice(1).map(decoded);
    if (`${first}/` === new URL(parts.serviceUrl()).pathname.slice(1) && second === 'v3') {
      const route = connectorRoute(method, segments, url.searchParams);
      if (route) return connectorCall(request, route, body);
    }
    const shape = `${method} ${url.pathname.replace(`/${first}/`, '/*/')}`;
    switch (shape) {
      case 'GET /*/.well-known/openidconfiguration':
        return otherCall('metadata', () =>
          json(200, {
            issuer: registration.issuer,
            authorization_endpoint: 'https://invalid.botframework.com',
            jwks_uri: new URL('/v1/.well-known/keys', parts.serviceUrl()).href,
            id_token_signing_alg_values_supported: ['RS256'],
            token_endpoint_auth_methods_supported: ['private_key_jwt'],
          }),
        );
      case 'GET /*/.well-known/keys':
        return otherCall('keys', () => json(200, keys.published()));
      case 'POST /*/oauth2/v2.0/token':
        return otherCall('token', () => login.answer(first, headers['content-type'], body));
      default:
        return otherCall('unknown', () => ({ status: 404, headers: {}, body: '' }));
    }
  };
}

/** Counts a call by its conversation and by its tenant; milliseconds to wait where it came too early. */
function tooSoon(limits: RateLimits, call: { operation: Operation; place: string; tenant: string }): number {
  const method = call.operation === 'update' || call.operation === 'delete' ? 'send' : call.operation;
  const wait = limits.count({ method, team: call.tenant, channel: call.place });
  return wait > 0 ? wait : limits.count({ method: 'any', team: call.tenant, channel: undefined });
}

/** A part of a path as it is meant; as it stands where it is no text. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
