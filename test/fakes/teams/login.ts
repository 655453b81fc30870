import { randomBytes } from 'node:crypto';
import type { Answer } from '../loopback.ts';
import { json } from './answer.ts';
import type { Parts } from './parts.ts';
import { Refused } from './refused.ts';

/** What a token is asked for, and what it is good for. */
const scope = 'https://api.botframework.com/.default';

/** Seconds that a token is good for; Entra's are good for about an hour. */
const lasts = 3_599;

/** The tokens that the bot speaks with. */
export interface Login {
  /** Answers a request for a token. */
  answer(tenant: string, contentType: string | undefined, body: Buffer): Answer;
  /** Refuses a header that holds no token that is good now. */
  check(authorization: string | undefined): void;
  /** Makes every token useless that was given out until now. */
  revoke(): void;
}

export function createLogin({ clock, registration: { appId, appPassword, tenant } }: Parts): Login {
  const until = new Map<string, number>();

  function problem(asked: string, contentType: string | undefined, form: URLSearchParams): Answer | undefined {
    if (!contentType?.startsWith('application/x-www-form-urlencoded'))
      return denied(400, 'invalid_request', 'AADSTS900144: The request body must be a form.');
    if (asked !== tenant) return denied(400, 'invalid_request', `AADSTS90002: Tenant '${asked}' not found.`);
    if (form.get('grant_type') !== 'client_credentials')
      return denied(400, 'unsupported_grant_type', 'AADSTS70003: The grant type is not supported.');
    if (form.get('client_id') !== appId)
      return denied(400, 'unauthorized_client', 'AADSTS700016: The application was not found in the directory.');
    if (form.get('client_secret') !== appPassword)
      return denied(401, 'invalid_client', 'AADSTS7000215: Invalid client secret provided.');
    if (form.get('scope') !== scope) return denied(400, 'invalid_scope', 'AADSTS70011: The scope is not valid.');
    return undefined;
  }

  return {
    answer(asked, contentType, body) {
      const refused = problem(asked, contentType, new URLSearchParams(body.toString()));
      if (refused) return refused;
      const token = `bot.${randomBytes(32).toString('base64url')}`;
      until.set(token, clock.now() + lasts * 1_000);
      return json(200, { token_type: 'Bearer', expires_in: lasts, ext_expires_in: lasts, access_token: token });
    },
    check(authorization) {
      const [, token = ''] = /^Bearer (\S+)$/.exec(authorization ?? '') ?? [];
      const end = until.get(token);
      if (end === undefined) throw new Refused(401, 'Unauthorized', 'Authorization has been denied for this request.');
      if (clock.now() >= end) throw new Refused(401, 'Unauthorized', 'The token has expired.');
    },
    revoke: () => until.clear(),
  };
}

/** Entra's form of a refusal. */
function denied(status: number, error: string, description: string): Answer {
  return json(status, { error, error_description: description, correlation_id: randomBytes(8).toString('hex') });
}
