import { isIP } from 'node:net';
import { z } from 'zod';

/** The password of an address, as it is written and as it is meant. */
export function passwordsIn(address: string | undefined): string[] {
  const written = address === undefined ? '' : new URL(address).password;
  return written === '' ? [] : [written, decodeURIComponent(written)];
}

/** An address that tokens or what vouches for them come from or go to. */
export function secretKeeping(example: string) {
  return z
    .url(`must be an address such as ${example}`)
    .refine(keepsTokensSecret, 'must begin with https://, or tokens would travel in clear')
    .optional();
}

/** Only this machine may be spoken to without encryption. */
function keepsTokensSecret(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname));
}

/** Whether links can begin with an address: what is added to it becomes part of its path. One that cannot be read is not judged. */
export function isBaseOfLinks(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { username, password } = new URL(text);
  return username === '' && password === '' && !/[?#]/.test(text);
}

/** Whether a text names a PostgreSQL database, with a password that can be read. */
export function isPostgresAddress(text: string): boolean {
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) return false;
  try {
    decodeURIComponent(new URL(text).password);
    return true;
  } catch {
    return false;
  }
}

/** Whether a text is an address of the internet protocol, or a network of them such as `10.1.0.0/16`. */
export function isAddressOrNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const most = isIP(address) === 6 ? 128 : 32;
  return (
    isIP(address) !== 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
  );
}
