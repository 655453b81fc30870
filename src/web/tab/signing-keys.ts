import { type CryptoKey, importJWK } from 'jose';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { UserError } from '../../errors.ts';
import { exchange } from '../../exchange.ts';
import { createKeyCache, type KeyCache } from '../../key-cache.ts';
import type { Log } from '../../log.ts';

/** Milliseconds and bytes of one key set. */
const limits = { ms: 5_000, bytes: 256 * 1_024 };

/** The public keys that a tenant's tokens are signed with. They throw `unavailable` when nobody can say. */
export type SigningKeys = KeyCache<CryptoKey>;

const keySet = z.object({
  keys: z.array(
    z.object({
      kid: z.string(),
      kty: z.string(),
      use: z.string().optional(),
      n: z.string().optional(),
      e: z.string().optional(),
    }),
  ),
});

/** Keys from the key set at `address`. */
export function createSigningKeys(
  address: string,
  { elapsed }: Pick<Clock, 'elapsed'>,
  log: Pick<Log, 'warn'>,
): SigningKeys {
  return createKeyCache({
    load: () =>
      loadKeys(address).catch((error) => {
        throw noKeys(error);
      }),
    notRenewed: (error) => log.warn({ err: error }, 'the keys of the tenant cannot be renewed; the old ones serve on'),
    elapsed,
  });
}

async function loadKeys(address: string): Promise<ReadonlyMap<string, CryptoKey>> {
  const { status, text } = await exchange(address, {}, limits);
  if (status !== 200) throw new Error(`the status of the answer is ${status}`);
  const keys = new Map<string, CryptoKey>();
  for (const { kid, kty, use = 'sig', n, e } of keySet.parse(JSON.parse(text)).keys) {
    if (kty !== 'RSA' || use !== 'sig' || n === undefined || e === undefined) continue;
    const key = await importJWK({ kty, n, e }, 'RS256');
    if (!(key instanceof Uint8Array)) keys.set(kid, key);
  }
  return keys;
}

function noKeys(cause: unknown): UserError {
  return new UserError(
    {
      code: 'unavailable',
      message: 'Microsoft could not be asked whether this sign-in is real.',
      fix: 'Try again in a minute.',
    },
    { cause },
  );
}
