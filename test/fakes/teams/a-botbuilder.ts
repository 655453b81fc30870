import { createServer } from 'node:http';
import {
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
  type TurnContext,
} from 'botbuilder';
import { onTestFinished } from 'vitest';
import { isObject, parsed, textAt } from '../slack/json.ts';
import type { Teams } from './teams.ts';

/** Microsoft's own client as a bot of this Teams, listening on a free port. */
export interface BotBuilder {
  adapter: CloudAdapter;
  /** What went wrong in a turn. */
  errors: unknown[];
}

/** Starts it, and tells Teams where it is. */
export async function aBotBuilder(teams: Teams, turn: (context: TurnContext) => Promise<void>): Promise<BotBuilder> {
  const settings = {
    MicrosoftAppId: teams.appId,
    MicrosoftAppType: 'SingleTenant',
    MicrosoftAppTenantId: teams.tenant,
    MicrosoftAppPassword: teams.appPassword,
  };
  const addresses = {
    ToBotFromChannelOpenIdMetadataUrl: teams.openIdMetadataUrl,
    ToBotFromChannelTokenIssuer: teams.issuer,
    ToBotFromEmulatorOpenIdMetadataUrl: teams.openIdMetadataUrl,
    ToChannelFromBotLoginUrl: teams.loginUrl,
    ToChannelFromBotOAuthScope: teams.issuer,
    OAuthUrl: teams.loginUrl,
    ValidateAuthority: true,
    CallerId: 'urn:botframework:azure',
  };
  const credentials = new StandInCredentials(settings, teams);
  const errors: unknown[] = [];
  const adapter = new CloudAdapter(
    new ConfigurationBotFrameworkAuthentication({ ...settings, ...addresses }, credentials),
  );
  adapter.onTurnError = async (_context, error) => void errors.push(error);
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const asExpress = {
      socket: response.socket,
      header: (name: string, value: string) => response.setHeader(name, value),
      status: (code: number) => {
        response.statusCode = code;
      },
      send: (body: unknown) => response.write(typeof body === 'string' ? body : JSON.stringify(body)),
      end: () => response.end(),
    };
    const read = parsed(Buffer.concat(pieces).toString());
    const body = isObject(read) ? { ...read } : {};
    await adapter.process({ body, headers: request.headers, method: request.method ?? '' }, asExpress, turn);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  teams.sendTo(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/api/messages`);
  return { adapter, errors };
}

type Credentials = Awaited<ReturnType<ConfigurationServiceClientCredentialFactory['createCredentials']>>;

/** Asks this Teams for tokens: Microsoft's library for it takes no address without TLS. */
class StandInCredentials extends ConfigurationServiceClientCredentialFactory {
  readonly #teams: Teams;

  constructor(settings: Readonly<Record<string, string>>, teams: Teams) {
    super(settings);
    this.#teams = teams;
  }

  override createCredentials(): Promise<Credentials> {
    const teams = this.#teams;
    return Promise.resolve({
      async signRequest(request) {
        request.headers.set('authorization', `Bearer ${await tokenOf(teams)}`);
        return request;
      },
    });
  }
}

/** A token, asked for as the documentation says. */
export async function tokenOf({ loginUrl, tenant, appId, appPassword }: Teams): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: appId,
    client_secret: appPassword,
    scope: 'https://api.botframework.com/.default',
  });
  const response = await fetch(`${loginUrl}/${tenant}/oauth2/v2.0/token`, { method: 'POST', body });
  return textAt(await response.json(), 'access_token') ?? '';
}
