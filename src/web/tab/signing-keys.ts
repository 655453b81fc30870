import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { UserError } from '../../errors.ts';

/** Microsoft asks to look for new keys once a day, and whenever a token names one that is not known. */
const freshMs = 24 * 60 * 60_000;
/** Forged tokens name unknown keys as fast as they are sent; Microsoft is asked this often at most. */
const restMs = 10_000;
const answerMs = 5_000;
const answerBytes = 262_144;

/** The public keys that a tenant's tokens are signed with. */
export interface SigningKeys {
  /** The key of this id; undefined where there is none. Throws `unavailable` when no key could ever be fetched. */
  find(id: string): Promise<KeyObject | undefined>;
}

const keySet = z.object({
  keys: z.array(z.object({ kid: z.string(), kty: z.string(), use: z.string().optional() }).loose()),
});

/** Keys from the key set at `address`. Those once fetched serve on while it cannot be reached. */
export function createSigningKeys({ address, now }: { address: string; now: () => number }): SigningKeys {
  let keys: ReadonlyMap<string, KeyObject> | undefined;
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  async function ask(): Promise<void> {
    askedAt = now();
    const fetched = await fetchKeys(address);
    if (fetched === undefined) return;
    keys = fetched;
    fetchedAt = now();
  }

  return {
    async find(id) {
      const isStale = keys?.has(id) !== true || now() >= fetchedAt + freshMs;
      if (isStale && now() >= askedAt + restMs) {
        asking ??= ask().finally(() => {
          asking = undefined;
        });
      }
      await asking;
      if (keys === undefined) throw noKeys();
      return keys.get(id);
    },
  };
}

/** Undefined for every way in which the answer is not a key set. */
async function fetchKeys(address: string): Promise<ReadonlyMap<string, KeyObject> | undefined> {
  try {
    const answer = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(answerMs) });
    if (!answer.ok || answer.body === null) return undefined;
    let text = '';
    for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
      text += piece;
      if (text.length > answerBytes) return undefined;
    }
    const { keys } = keySet.parse(JSON.parse(text));
    const signing = keys.filter(({ kty, use }) => kty === 'RSA' && (use ?? 'sig') === 'sig');
    return new Map(signing.map((key) => [key.kid, createPublicKey({ key, format: 'jwk' })]));
  } catch {
    return undefined;
  }
}

function noKeys(): UserError {
  return new UserError({
    code: 'unavailable',
    message: 'Microsoft could not be asked whether this sign-in is real.',
    fix: 'Try again in a minute.',
  });
}
