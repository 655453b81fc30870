import { textAt } from '../../slack/json.ts';
import type { Teams } from '../teams.ts';
import type { Attempt } from './room.ts';

/** Asks for a token with something different in the form, and answers what was wrong with it. */
async function askFor(teams: Teams, more: Readonly<Record<string, string>>, tenant = teams.tenant): Promise<string> {
  const { appId, appPassword } = teams;
  const right = { grant_type: 'client_credentials', client_id: appId, client_secret: appPassword };
  const scope = 'https://api.botframework.com/.default';
  const body = new URLSearchParams({ ...right, scope, ...more });
  return answered(await fetch(`${teams.loginUrl}/${tenant}/oauth2/v2.0/token`, { method: 'POST', body }));
}

async function answered(response: Response): Promise<string> {
  return `${response.status} ${textAt(await response.json(), 'error') ?? 'ok'}`;
}

/** Asking for tokens. */
export const askingTokens = {
  'a token is asked for with a form': async ({ teams }) => {
    const body = JSON.stringify({ grant_type: 'client_credentials' });
    const headers = { 'content-type': 'application/json' };
    return answered(
      await fetch(`${teams.loginUrl}/${teams.tenant}/oauth2/v2.0/token`, { method: 'POST', headers, body }),
    );
  },
  'a token is asked for in the tenant of the bot': async ({ teams }) => {
    if ((await askFor(teams, {})) !== '200 ok') return 'the right tenant is refused';
    return askFor(teams, {}, 'botframework.com');
  },
  'a token is asked for by an application': ({ teams }) => askFor(teams, { grant_type: 'password' }),
  'a token is asked for by the bot': ({ teams }) => askFor(teams, { client_id: teams.tenant }),
  'a token is asked for with the password': ({ teams }) => askFor(teams, { client_secret: `${teams.appPassword}x` }),
  'a token is asked for the Connector': ({ teams }) => askFor(teams, { scope: 'https://graph.microsoft.com/.default' }),
} satisfies Record<string, Attempt>;
