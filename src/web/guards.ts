import { Refusal } from './refusal.ts';

type Headers = ReadonlyMap<string, string>;

/**
 * The hosts a request may name: this machine's loopback names and the address it was reached at, with our port, and the
 * configured ones as they are. A page can point its own name here, but not name an address.
 */
export function allowedHosts(configured: readonly string[], port: number, address: string): ReadonlySet<string> {
  const own = ['localhost', '127.0.0.1', '[::1]', inHost(address)].map((name) => `${name}:${port}`);
  return new Set([...own, ...configured.map((host) => host.toLowerCase())]);
}

/** An address as a Host header has it: IPv6 in brackets, and IPv4 as itself. */
function inHost(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '');
  return plain.includes(':') ? `[${plain}]` : plain;
}

/**
 * The Host header, which must be allowed (421). This is what stops DNS rebinding: a page whose own name was pointed at
 * this machine still sends its own name.
 */
export function checkHost(headers: Headers, allowed: ReadonlySet<string>): string {
  const host = headers.get('host')?.toLowerCase();
  if (host === undefined || host === '') throw new Refusal(400, 'The Host header is missing.');
  if (!allowed.has(host)) {
    throw new Refusal(421, 'This server does not answer under that host name. Its own one is set with PIPEHAND_URL.');
  }
  return host;
}

/**
 * Refuses with 403 what a page of another site makes a browser send, whatever the method. The one thing another site
 * may do is to open a page for people, where it is made for that: `places` are `document` for a link, as chat in a
 * browser has them, and `iframe`.
 */
export function checkSite(
  method: string,
  places: readonly string[],
  headers: Headers,
  allowed: ReadonlySet<string>,
): void {
  const origin = headers.get('origin');
  if (origin !== undefined && !isOwn(origin, allowed)) throw crossSite();
  const site = headers.get('sec-fetch-site') ?? 'none';
  const own = site === 'same-origin' || site === 'none';
  if (!own && !(opensPage(method, headers) && places.includes(headers.get('sec-fetch-dest') ?? ''))) throw crossSite();
}

/** A form must prove that one of our pages sent it (403): every browser sends Origin or Sec-Fetch-Site with a POST. */
export function checkForm(headers: Headers): void {
  if (!headers.has('origin') && headers.get('sec-fetch-site') !== 'same-origin') throw crossSite();
}

function isOwn(origin: string, allowed: ReadonlySet<string>): boolean {
  const address = URL.parse(origin);
  return (
    address !== null && /^https?:$/.test(address.protocol) && address.origin === origin && allowed.has(address.host)
  );
}

function opensPage(method: string, headers: Headers): boolean {
  return (method === 'GET' || method === 'HEAD') && headers.get('sec-fetch-mode') === 'navigate';
}

function crossSite(): Refusal {
  return new Refusal(403, 'Another site may not send this request.');
}

/**
 * Refuses bodies in a form we never unpack: any Content-Encoding (415), a Transfer-Encoding but chunked (501); and an
 * Expect that cannot be met (417).
 */
export function checkEncodings(headers: Headers): void {
  const content = headers.get('content-encoding')?.toLowerCase() ?? 'identity';
  if (content !== 'identity') {
    throw new Refusal(415, 'Send the body without Content-Encoding.', { 'accept-encoding': 'identity' });
  }
  const transfer = headers.get('transfer-encoding')?.toLowerCase() ?? 'chunked';
  if (transfer !== 'chunked') throw new Refusal(501, 'Send the body chunked or with a Content-Length.');
  const expect = headers.get('expect')?.toLowerCase() ?? '100-continue';
  if (expect !== '100-continue') throw new Refusal(417, 'The only expectation that can be met is 100-continue.');
}
