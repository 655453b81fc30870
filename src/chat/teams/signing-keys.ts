import { type CryptoKey, importJWK } from 'jose';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import { exchange } from '../shared/exchange.ts';

const minute = 60_000;
const hour = 60 * minute;

/** Keys are asked for again after a day, and serve for five while nobody answers (reliability T4). */
const freshFor = 24 * hour;
const keptFor = 5 * 24 * hour;

/** How often keys that nobody knows may make us look again: whoever invents key ids must not make us ask without end. */
const looks = { count: 10, perMs: 10 * minute };

/** Milliseconds and bytes of one document. */
const limits = { ms: 5_000, bytes: 512 * 1_024 };

/** A key that Microsoft signs with. */
export interface SigningKey {
  key: CryptoKey;
  /** It speaks for Teams, and not for another channel only. */
  isForTeams: boolean;
}

/** The keys that tokens of Teams are signed with. */
export interface SigningKeys {
  /** The key of this id; undefined where there is none. Throws when nobody can say. */
  get(id: string): Promise<SigningKey | undefined>;
  /** Asks for the keys now. Throws when they cannot be had. */
  refresh(): Promise<void>;
}

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
export function createSigningKeys(url: string, clock: Pick<Clock, 'elapsed'>, log: Pick<Log, 'warn'>): SigningKeys {
  let known: { keys: ReadonlyMap<string, SigningKey>; at: number } | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  let lookedAt: readonly number[] = [];
  let underWay: Promise<void> | undefined;

  function refresh(): Promise<void> {
    triedAt = clock.elapsed();
    underWay ??= loadKeys(url)
      .then((keys) => {
        known = { keys, at: clock.elapsed() };
      })
      .finally(() => {
        underWay = undefined;
      });
    return underWay;
  }

  function mayLookAgain(): boolean {
    const now = clock.elapsed();
    lookedAt = lookedAt.filter((at) => at > now - looks.perMs);
    if (lookedAt.length >= looks.count) return false;
    lookedAt = [...lookedAt, now];
    return true;
  }

  function refreshInTime(age: number): void {
    if (age < freshFor || clock.elapsed() - triedAt < minute) return;
    refresh().catch((error) => log.warn({ err: error }, 'the keys of Teams cannot be renewed; the old ones serve on'));
  }

  return {
    async get(id) {
      const age = known ? clock.elapsed() - known.at : Number.POSITIVE_INFINITY;
      if (age >= keptFor) await refresh();
      else refreshInTime(age);
      const found = known?.keys.get(id);
      if (found || !mayLookAgain()) return found;
      await refresh();
      return known?.keys.get(id);
    },
    refresh,
  };
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
