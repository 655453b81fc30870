import { type CryptoKey, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { UserError } from '../../errors.ts';
import { Refusal } from '../refusal.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Seconds by which clocks may differ. */
const tolerance = 60;

/**
 * The claims that are looked at besides issuer, audience and times (learn.microsoft.com, access-token-claims-reference
 * and optional-claims-reference). `acct` is 0 for a member of the tenant and 1 for a guest, where the app asks for it.
 */
const claims = z.object({
  tid: z.string(),
  ver: z.literal('2.0'),
  oid: z.guid(),
  scp: z.string(),
  acct: z.number().optional(),
});

/** What a token must be made for. `issuer` is the one of version 2 tokens of this tenant. */
export interface Expected {
  appId: string;
  tenantId: string;
  issuer: string;
  keys: SigningKeys;
  now: () => number;
}

/**
 * The object id of the member of our tenant for whom Microsoft made this token, for us. Any other token is refused with
 * 401 without a word on why, which `tell` hears; guests are `forbidden`, as they are in chat.
 */
export async function memberOf(token: string, expected: Expected, tell: (why: string) => void): Promise<string> {
  const read = claims.safeParse(await verified(token, expected, tell));
  const isOurs =
    read.success && read.data.tid === expected.tenantId && read.data.scp.split(' ').includes('access_as_user');
  if (!isOurs) {
    tell(read.success ? 'it is for another tenant, or not for access_as_user' : z.prettifyError(read.error));
    throw refused();
  }
  const { acct, oid } = read.data;
  if (acct === undefined) throw unknownStanding();
  if (acct !== 0) throw guest();
  return oid;
}

async function verified(token: string, expected: Expected, tell: (why: string) => void): Promise<unknown> {
  async function keyFor(id: unknown): Promise<CryptoKey> {
    const key = typeof id === 'string' ? await expected.keys.get(id) : undefined;
    if (key === undefined) throw new errors.JWKSNoMatchingKey();
    return key;
  }
  try {
    const { payload } = await jwtVerify(token, ({ kid }) => keyFor(kid), {
      algorithms: ['RS256'],
      audience: expected.appId,
      issuer: expected.issuer,
      currentDate: new Date(expected.now()),
      clockTolerance: tolerance,
      requiredClaims: ['exp', 'nbf'],
    });
    return payload;
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    tell(error.message);
    throw refused();
  }
}

function refused(): Refusal {
  return new Refusal(401, 'Microsoft Teams did not sign you in to Pipehand.');
}

function guest(): UserError {
  return new UserError({
    code: 'forbidden',
    message: 'Pipehand answers members of its own workspace only.',
    fix: 'Ask a member to show you the run.',
  });
}

function unknownStanding(): UserError {
  return new UserError({
    code: 'forbidden',
    message: 'Microsoft does not say whether you are a guest.',
    fix: 'Whoever registered the app adds the optional claim acct to its access tokens.',
  });
}
