import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { UserError } from '../../errors.ts';
import { createKeyCache, type KeyCache } from '../../key-cache.ts';
import type { Log } from '../../log.ts';

/** Milliseconds and characters of one key set. */
const limits = { ms: 5_000, characters: 262_144 };

/** The public keys that a tenant's tokens are signed with. They throw `unavailable` when nobody can say. */
export type SigningKeys = KeyCache<KeyObject>;

const keySet = z.object({
  keys: z.array(z.object({ kid: z.string(), kty: z.string(), use: z.string().optional() }).loose()),
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

async function loadKeys(address: string): Promise<ReadonlyMap<string, KeyObject>> {
  const answer = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(limits.ms) });
  if (!answer.ok || answer.body === null) throw new Error(`the status of the answer is ${answer.status}`);
  let text = '';
  for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (text.length > limits.characters) throw new Error('the answer is longer than any key set');
  }
  const { keys } = keySet.parse(JSON.parse(text));
  const signing = keys.filter(({ kty, use }) => kty === 'RSA' && (use ?? 'sig') === 'sig');
  return new Map(signing.map((key) => [key.kid, createPublicKey({ key, format: 'jwk' })]));
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
