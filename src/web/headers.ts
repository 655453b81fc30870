import { Refusal } from './refusal.ts';

// Headers that HTTP, or the proxies that write them, define as lists: coming twice means one longer list.
const listHeaders =
  /^(accept|accept-.*|baggage|cache-control|connection|cookie|forwarded|if-none-match|pragma|te|tracestate|via|x-forwarded-.*)$/;

/**
 * Lower-case name → value from the raw name, value, name, value … list. A header that came twice and is no list is
 * refused with 400: which of the two counts is what two readers of the same request disagree about.
 */
export function readHeaders(raw: readonly string[]): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = String(raw[at]).toLowerCase();
    const value = String(raw[at + 1]);
    const earlier = headers.get(name);
    if (earlier !== undefined && !listHeaders.test(name)) {
      throw new Refusal(400, `The header ${name} came twice.`);
    }
    headers.set(name, earlier === undefined ? value : `${earlier}${name === 'cookie' ? '; ' : ', '}${value}`);
  }
  return headers;
}
