/** Where the word of Microsoft's public cloud is found; another cloud has other addresses, and so has a test. */
export const publicCloud = {
  openIdMetadata: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
  tokenIssuer: 'https://api.botframework.com',
  loginUrl: 'https://login.microsoftonline.com',
} as const;

/** Where Teams may be spoken to (microsoft.github.io/teams-sdk, service URL validation): each cloud's own hosts. */
const serviceHosts: ReadonlySet<string> = new Set([
  'smba.trafficmanager.net',
  'smba.onyx.prod.teams.trafficmanager.net',
  'smba.infra.gcc.teams.microsoft.com',
  'smba.infra.gov.teams.microsoft.us',
  'smba.infra.dod.teams.microsoft.us',
  'frontend.botapi.msg.infra.teams.microsoftonline.cn',
]);

/**
 * Whether our token may be sent to this address. Where the keys themselves come from a server of this machine, as in a
 * test, that server is Teams too.
 */
export function createIsServiceUrl(openIdMetadata: string): (url: string) => boolean {
  const { protocol, origin } = new URL(openIdMetadata);
  const ownOrigin = protocol === 'http:' ? origin : undefined;
  return (text) => {
    const url = URL.parse(text);
    if (url === null || `${url.username}${url.password}${url.search}${url.hash}` !== '') return false;
    return url.origin === ownOrigin || (url.protocol === 'https:' && url.port === '' && serviceHosts.has(url.hostname));
  };
}
