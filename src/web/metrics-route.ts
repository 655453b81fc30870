import { BlockList, isIP } from 'node:net';
import { Refusal } from './refusal.ts';
import type { Method, Route, WebRequest } from './route.ts';

interface MetricsRouteOptions {
  /** Everything that is measured, as text of this type. */
  expose(): Promise<{ contentType: string; text: string }>;
  /** Addresses (`10.0.0.5`), networks (`10.0.0.0/8`), or `0.0.0.0` and `::` for everybody; `METRICS_HOST`. */
  readers: readonly string[];
}

/**
 * `/metrics`, for this machine and for `readers` only, by the address at the other end of the connection. What a proxy
 * passes on is not for this machine, even if the proxy runs on it.
 */
export function metricsRoutes({ expose, readers }: MetricsRouteOptions): readonly Route[] {
  const isReader = listOf(readers);
  const forEverybody = readers.some(isEverybody);

  function mayRead(request: WebRequest): boolean {
    if (forEverybody) return true;
    if (forwarding.some((name) => request.headers.has(name))) return false;
    return isReader(request.remoteAddress) || (isLoopback(request.remoteAddress) && isLocalName(request.url.hostname));
  }

  return (['GET', 'HEAD'] as const satisfies readonly Method[]).map((method) => ({
    method,
    path: '/metrics',
    bodyLimit: 0,
    browser: false,
    async handle(request) {
      if (!mayRead(request)) throw new Refusal(403, 'Metrics are for this machine; METRICS_HOST names who else may.');
      const { contentType, text } = await expose();
      return { status: 200, headers: { 'content-type': contentType }, body: text };
    },
  }));
}

/** What proxies add when they pass a request on. */
const forwarding = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];

const isLoopback = listOf(['127.0.0.0/8', '::1']);

function isLocalName(host: string): boolean {
  return host === 'localhost' || host === '127.0.0.1' || host === '[::1]';
}

function isEverybody(reader: string): boolean {
  return reader === '0.0.0.0' || reader === '::';
}

/** Whether an address is on the list, also in the form that IPv6 has for addresses of IPv4. Throws on a malformed list. */
function listOf(entries: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    if (bits === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number.parseInt(bits, 10), familyOf(address));
  }
  return (address) => list.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
