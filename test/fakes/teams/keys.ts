import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { JsonObject } from '../slack/json.ts';

/** A key that tokens are signed with. */
export interface SigningKey {
  kid: string;
  privateKey: KeyObject;
  /** The channels it speaks for; the published key says so. */
  endorsements: readonly string[];
}

/** The keys that Teams signs with, of which the public halves are published. */
export interface Keys {
  /** The key that is signed with now. */
  current(): SigningKey;
  /** Signs with a new key from now on. The old ones stay published for a while, unless they leaked. */
  rotate(oldOnes?: 'stay' | 'go'): SigningKey;
  /** Publishes one more key, which signs only when it is asked for. */
  add(endorsements: readonly string[]): SigningKey;
  /** As a JSON Web Key Set. */
  published(): JsonObject;
}

export function createKeys(): Keys {
  let count = 0;
  let current = nextKey(['msteams']);
  let keys: readonly SigningKey[] = [current];

  function nextKey(endorsements: readonly string[]): SigningKey {
    count += 1;
    return { kid: newId(), privateKey: privateKeyOf(`own ${count}`), endorsements };
  }

  return {
    current: () => current,
    rotate(oldOnes = 'stay') {
      current = nextKey(['msteams']);
      keys = oldOnes === 'go' ? [current] : [...keys, current];
      return current;
    },
    add(endorsements) {
      const key = nextKey(endorsements);
      keys = [...keys, key];
      return key;
    },
    published: () => ({ keys: keys.map(publicHalf) }),
  };
}

/** A key that is published nowhere. */
export function strangeKey(): SigningKey {
  return { kid: newId(), privateKey: privateKeyOf('strange'), endorsements: ['msteams'] };
}

const made = new Map<string, KeyObject>();

/** Making one takes a fifth of a second, so that every Teams of this process has the same, under other ids. */
function privateKeyOf(name: string): KeyObject {
  const key = made.get(name) ?? generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey;
  made.set(name, key);
  return key;
}

function newId(): string {
  return randomBytes(20).toString('base64url');
}

function publicHalf({ kid, privateKey, endorsements }: SigningKey): JsonObject {
  const { n, e } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { kty: 'RSA', use: 'sig', kid, x5t: kid, n, e, endorsements };
}

/** A JSON Web Token, signed RS256. A different header is written as it is given, and does not change the signature. */
export function signed(claims: JsonObject, key: SigningKey, header: JsonObject = {}): string {
  const head = { alg: 'RS256', kid: key.kid, x5t: key.kid, typ: 'JWT', ...header };
  const content = `${encoded(head)}.${encoded(claims)}`;
  return `${content}.${sign('RSA-SHA256', Buffer.from(content), key.privateKey).toString('base64url')}`;
}

/** A part of a token. */
export function encoded(part: JsonObject): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
