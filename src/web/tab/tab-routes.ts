import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import type { Access } from '../access.ts';
import { Refusal } from '../refusal.ts';
import { jsonAnswer, type Route, type WebRequest } from '../route.ts';
import { memberOf } from './entra-token.ts';
import { tabScripts } from './scripts.ts';
import { createSigningKeys } from './signing-keys.ts';
import { tabPage } from './tab-page.ts';

/** What the tab stands on. `login` is where the tenant's tokens come from, without a slash at its end. */
export interface TabOptions {
  appId: string;
  tenantId: string;
  login: string;
  access: Access;
  clock: Pick<Clock, 'now' | 'elapsed'>;
  log: Pick<Log, 'info' | 'warn'>;
}

/** Bytes of a token with very many claims. */
const longestToken = 32_768;

/**
 * The tab in Microsoft Teams: pages that hold nothing, and what turns Microsoft's word for a person into a session, with
 * which their script reads the pages of runs.
 */
export function tabRoutes({ appId, tenantId, login, access, clock, log }: TabOptions): readonly Route[] {
  const keys = createSigningKeys(`${login}/${tenantId}/discovery/v2.0/keys`, clock, log);
  const expected = { appId, tenantId, issuer: `${login}/${tenantId}/v2.0`, keys, now: clock.now };
  const scripts = tabScripts();

  function page(path: string, title: string): Route {
    return {
      method: 'GET',
      path,
      bodyLimit: 0,
      browser: true,
      framed: true,
      handle: async () => tabPage(title, scripts),
    };
  }

  return [
    page('/tab/runs', 'Runs'),
    page('/tab/configure', 'Which runs'),
    ...scripts.map(({ route }) => route),
    {
      method: 'POST',
      path: '/tab/session',
      bodyLimit: longestToken,
      browser: false,
      async handle(request) {
        const tell = (why: string) => log.info({ why }, 'a token for the tab was refused');
        const member = await memberOf(tokenIn(request), expected, tell);
        return jsonAnswer(200, { session: access.session(`teams:${member.toLowerCase()}`) });
      },
    },
    {
      method: 'POST',
      path: '/tab/ticket',
      bodyLimit: 0,
      browser: false,
      async handle(request) {
        const user = request.headers.has('authorization') ? access.userOf(request) : undefined;
        if (user === undefined) throw new Refusal(401, 'The session of this tab is over.');
        return jsonAnswer(200, { ticket: access.ticket(user) });
      },
    },
  ];
}

/** No form can send this content type, and no other site's script may. */
function tokenIn({ headers, body }: WebRequest): string {
  if (headers.get('content-type') !== 'application/jwt') throw new Refusal(415, 'Send the token as application/jwt.');
  return Buffer.from(body).toString();
}
