/** Longest address that Slack takes for a button; for links it says none. */
const longestLink = 3_000;

/**
 * The address as a browser will understand it, when a link to it may be shown: https, one of these hosts (with the port
 * where it is not the usual one), no user name or password. Anything else is not linked.
 */
export function allowedLink(url: string, hosts: ReadonlySet<string>): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, host, username, password, href } = new URL(url);
  const isOurs = protocol === 'https:' && hosts.has(host) && username === '' && password === '';
  return isOurs && href.length <= longestLink ? href : undefined;
}
