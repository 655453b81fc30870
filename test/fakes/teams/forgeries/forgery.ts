import type { JsonObject } from '../../slack/json.ts';
import type { Teams } from '../teams.ts';
import type { RawRequest } from '../to-bot/send-http.ts';
import { forgedBodies } from './bodies.ts';
import { forgedTokens } from './tokens.ts';

/** A request that no bot may take. */
export interface Forgery {
  name: string;
  request: RawRequest;
  /** The statuses that refuse it. */
  refusedWith: readonly number[];
}

/** What is different from an honest request, which has none of these. */
export interface Lie {
  /** Claims that differ from the right ones; `undefined` leaves one out. */
  claims?: JsonObject;
  /** What the activity says differently; `undefined` leaves it out. */
  activity?: JsonObject;
  /** Instead of the token that was made; `undefined` for no header at all. */
  authorization?: (token: string, claims: JsonObject) => string | undefined;
  /** Instead of the activity. */
  body?: (activity: JsonObject) => string | Buffer;
  headers?: Readonly<Record<string, string>>;
}

/** The request that Teams would send for an activity, with a lie in it. */
export function requestWith(teams: Teams, activity: JsonObject, lie: Lie): RawRequest {
  const told = { ...activity, ...lie.activity };
  const claims = { ...teams.raw.claimsFor(activity), ...lie.claims };
  const token = teams.sign(claims);
  const authorization = lie.authorization ? lie.authorization(token, claims) : `Bearer ${token}`;
  return {
    headers: { ...teams.raw.headersFor(told, authorization ?? null), ...lie.headers },
    body: lie.body ? lie.body(told) : JSON.stringify(told),
  };
}

/** Every forged token and every damaged body, made from an activity that is right; each has an id of its own. */
export function forgeries(teams: Teams, activity: JsonObject): readonly Forgery[] {
  const tokens = Object.entries(forgedTokens(teams)).map(([name, lie]) => ({ name, lie, refusedWith: [401, 403] }));
  const bodies = Object.entries(forgedBodies).map(([name, lie]) => ({
    name,
    lie,
    refusedWith: [400, 401, 403, 413, 415],
  }));
  return [...tokens, ...bodies].map(({ name, lie, refusedWith }, index) => {
    const own = { ...activity, id: `${String(activity.id)}${index}` };
    return { name, request: requestWith(teams, own, lie), refusedWith };
  });
}
