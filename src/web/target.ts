import { Refusal } from './refusal.ts';

/**
 * The request target as an address. Refused with 400: a target that is no path (`*`, `http://…`) and one that the URL
 * rules would rewrite (dot segments in any spelling, backslashes, characters that had to be encoded), because then two
 * readers could take it for two different things.
 */
export function parseTarget(target: string, host: string): URL {
  const address = target.startsWith('/') ? URL.parse(`http://${host}${target}`) : null;
  if (address === null || address.pathname !== pathOf(target)) {
    throw new Refusal(400, 'The address is not a plain path.');
  }
  return address;
}

function pathOf(target: string): string {
  const query = target.indexOf('?');
  return query === -1 ? target : target.slice(0, query);
}

/** One path segment, percent-decoded once; malformed escapes and NUL are refused with 400. */
export function decodeSegment(segment: string): string {
  const text = decoded(segment);
  if (text === undefined || text.includes('\0')) {
    throw new Refusal(400, 'The address has a malformed escape (% and two hexadecimal digits).');
  }
  return text;
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
