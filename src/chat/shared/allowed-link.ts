/**
 * The address as a browser will understand it, when a link to it may be shown: https, one of these hosts (with the port
 * where it is not the usual one), no user name or password, at most so many characters. Anything else is not linked.
 */
export function allowedLink(url: string, hosts: ReadonlySet<string>, longest: number): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, host, username, password, href } = new URL(url);
  const isOurs = protocol === 'https:' && hosts.has(host) && username === '' && password === '';
  return isOurs && href.length <= longest ? href : undefined;
}

/** The hosts that links of one message may lead to: those of all messages, and the one of `leadsTo`, which a platform told. */
export function hostsFor(linkHosts: ReadonlySet<string>, leadsTo: string | undefined): ReadonlySet<string> {
  return leadsTo === undefined ? linkHosts : new Set([...linkHosts, new URL(leadsTo).host]);
}
