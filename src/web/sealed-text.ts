import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a sealed text is for; one made for one purpose is worthless for another. */
export type SealPurpose = 'ticket' | 'cookie' | 'session' | 'asked';

/** Fields as URL-safe text with an HMAC-SHA256 over it: readable by anyone, made only by who has the key. */
export function seal(key: Uint8Array, purpose: SealPurpose, fields: readonly string[]): string {
  const payload = Buffer.from(JSON.stringify(fields)).toString('base64url');
  return `${payload}.${codeOf(key, purpose, payload)}`;
}

/** The fields of a sealed text; undefined when it was not sealed with this key for this purpose. */
export function unseal(key: Uint8Array, purpose: SealPurpose, text: string): readonly string[] | undefined {
  const [payload = '', code = ''] = text.split('.', 2);
  const expected = Buffer.from(`${payload}.${codeOf(key, purpose, payload)}`);
  const given = Buffer.from(text);
  if (code === '' || given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const fields: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
  return Array.isArray(fields) ? fields.map(String) : undefined;
}

function codeOf(key: Uint8Array, purpose: SealPurpose, payload: string): string {
  return createHmac('sha256', key).update(`${purpose} ${payload}`).digest('base64url');
}
