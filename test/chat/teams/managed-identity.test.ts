import { createServer } from 'node:http';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Teams } from '../../fakes/teams/teams.ts';
import { aTeamsRoom } from './a-teams-room.ts';

/** The endpoint at which a machine of Azure App Service gives tokens of its identities; it asks the Teams for them. */
async function anIdentityEndpoint(teams: Teams): Promise<{ url: string; asked: URL[] }> {
  const asked: URL[] = [];
  const server = createServer(async (request, response) => {
    asked.push(new URL(request.url ?? '/', 'http://localhost'));
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: teams.appId,
      client_secret: teams.appPassword,
      scope: 'https://api.botframework.com/.default',
    });
    const answer = await fetch(`${teams.loginUrl}/${teams.tenant}/oauth2/v2.0/token`, { method: 'POST', body });
    const { access_token } = Object(await answer.json());
    const expires_on = String(Math.floor(Date.now() / 1_000) + 3_600);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ access_token, expires_on, token_type: 'Bearer', resource: 'bot' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/msi/token`, asked };
}

test('without a password, the identity of the machine speaks for the bot', async () => {
  const it = await aTeamsRoom();
  const endpoint = await anIdentityEndpoint(it.teams);
  vi.stubEnv('IDENTITY_ENDPOINT', endpoint.url);
  vi.stubEnv('IDENTITY_HEADER', 'a-header-of-the-machine');
  onTestFinished(() => void vi.unstubAllEnvs());
  const { teams, file } = it;
  await it.stop();
  const managed = await aTeamsRoom({ before: { teams, file }, settings: { appPassword: undefined } });
  await teams.asUser('ada').say('help', { in: 'ml' });
  const channel = { platform: 'teams', tenant: teams.tenant, id: teams.conversation('ml').id } as const;
  await managed.room.platform.post(channel, { marker: 'one', card: { title: 'one', elements: [] } });
  expect(teams.messagesIn('ml')).toHaveLength(1);
  expect(endpoint.asked[0]?.searchParams.get('client_id')).toBe(teams.appId);
  expect(endpoint.asked[0]?.searchParams.get('resource')).toBe('https://api.botframework.com');
});
