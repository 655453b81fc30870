import { type CryptoKey, importJWK } from 'jose';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { exchange } from '../../exchange.ts';
import { createKeyCache, type KeyCache } from '../../key-cache.ts';
import type { Log } from '../../log.ts';

/** Milliseconds and bytes of one document. */
const limits = { ms: 5_000, bytes: 512 * 1_024 };

/** A key that Microsoft signs with. */
export interface SigningKey {
  key: CryptoKey;
  /** It speaks for Teams, and not for another channel only. */
  isForTeams: boolean;
}

/** The keys that tokens of Teams are signed with. */
export type SigningKeys = KeyCache<SigningKey>;

const metadata = z.object({ jwks_uri: z.url() });

const keySet = z.object({
  keys: z.array(
    z.object({
      kty: z.string(),
      kid: z.string().optional(),
      n: z.string().optional(),
      e: z.string().optional(),
      endorsements: z.array(z.string()).optional(),
    }),
  ),
});

/**
 * Keys from the metadata document at `url`. botbuilder's own check asks for them once a day and takes nothing while it is
 * not answered; here the last good ones go on serving.
 */
export function createSigningKeys(
  url: string,
  { elapsed }: Pick<Clock, 'elapsed'>,
  log: Pick<Log, 'warn'>,
): SigningKeys {
  return createKeyCache({
    load: () => loadKeys(url),
    notRenewed: (error) => log.warn({ err: error }, 'the keys of Teams cannot be renewed; the old ones serve on'),
    elapsed,
  });
}

async function loadKeys(url: string): Promise<ReadonlyMap<string, SigningKey>> {
  const { jwks_uri: keysUrl } = metadata.parse(await load(url));
  const isSafe = keysUrl.startsWith('https:') || new URL(keysUrl).origin === new URL(url).origin;
  if (!isSafe) throw new Error('the keys of Teams are at an address without encryption');
  const keys = new Map<string, SigningKey>();
  for (const { kid, kty, n, e, endorsements = [] } of keySet.parse(await load(keysUrl)).keys) {
    if (kid === undefined || kty !== 'RSA' || n === undefined || e === undefined) continue;
    const key = await importJWK({ kty, n, e }, 'RS256');
    if (!(key instanceof Uint8Array)) keys.set(kid, { key, isForTeams: endorsements.includes('msteams') });
  }
  if (![...keys.values()].some(({ isForTeams }) => isForTeams)) throw new Error('there is no key of Teams among them');
  return keys;
}

async function load(url: string): Promise<unknown> {
  const { status, text } = await exchange(url, {}, limits);
  if (status !== 200) throw new Error(`${new URL(url).host} answered with the status ${status}`);
  return JSON.parse(text);
}
