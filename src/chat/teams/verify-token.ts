import { type CryptoKey, errors, jwtVerify } from 'jose';
import type { SigningKey, SigningKeys } from './signing-keys.ts';

/** Seconds that a token may be older or newer than our clock says (bot-docs, connector authentication). */
const longestSkew = 300;

/** Longer headers are no token of Teams. */
const longestHeader = 16_000;

/** What a token says: who speaks, and to which address answers may be sent. */
export type Verification =
  | { kind: 'genuine'; serviceUrl: string }
  | { kind: 'unsigned' }
  | { kind: 'forged'; why: string }
  /** Nobody can say now: the keys cannot be had. */
  | { kind: 'unknowable'; why: string };

interface Trust {
  keys: SigningKeys;
  issuer: string;
  appId: string;
  /** Milliseconds since 1970. */
  now(): number;
}

/** No key of Teams has the id of a token. */
class UnknownKey extends Error {
  override readonly name = 'UnknownKey';
}

/**
 * Whether Teams made a request for our bot, by its `Authorization` header: RS256 by a key endorsed for Teams, from this
 * issuer, for this app, at this time. Tokens of the Emulator come from another issuer and are refused like any other.
 */
export function createVerify({ keys, issuer, appId, now }: Trust) {
  async function keyFor(id: unknown): Promise<CryptoKey> {
    let found: SigningKey | undefined;
    if (typeof id === 'string' && id.length <= 200) {
      found = await keys.get(id).catch((error) => {
        throw new KeysGone(String(error));
      });
    }
    if (!found) throw new UnknownKey('its key is unknown');
    if (!found.isForTeams) throw new UnknownKey('its key speaks for another channel');
    return found.key;
  }

  return async (header: string | undefined): Promise<Verification> => {
    const [, token] = (header ?? '').length > longestHeader ? [] : (/^Bearer ([\w.-]+)$/.exec(header ?? '') ?? []);
    if (token === undefined) return { kind: 'unsigned' };
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => keyFor(kid), {
        algorithms: ['RS256'],
        issuer,
        audience: appId,
        clockTolerance: longestSkew,
        currentDate: new Date(now()),
        requiredClaims: ['exp', 'serviceurl'],
      });
      const { serviceurl: serviceUrl } = payload;
      if (typeof serviceUrl !== 'string') return { kind: 'forged', why: 'it names no address for answers' };
      return { kind: 'genuine', serviceUrl };
    } catch (error) {
      if (error instanceof KeysGone) return { kind: 'unknowable', why: error.message };
      if (error instanceof errors.JOSEError || error instanceof UnknownKey)
        return { kind: 'forged', why: error.message };
      throw error;
    }
  };
}

/** The keys cannot be had. */
class KeysGone extends Error {
  override readonly name = 'KeysGone';
}
