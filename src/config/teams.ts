import { z } from 'zod';
import { secretKeeping } from './addresses.ts';

/**
 * The bot that is registered for Microsoft Teams, and the tenant that it serves. The last three replace where tokens are
 * vouched for and issued: another cloud, or a test.
 */
export interface TeamsConfig {
  appId: string;
  tenantId: string;
  /** Absent for a managed identity, which has none. */
  appPassword?: string;
  openIdMetadata?: string;
  tokenIssuer?: string;
  /** Without a slash at its end. */
  loginUrl?: string;
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const teamsSettings = {
  MicrosoftAppId: z.string().regex(guid, 'must be the application id of the bot').optional(),
  MicrosoftAppPassword: z.string().optional(),
  MicrosoftAppTenantId: z.string().regex(guid, 'must be the id of the tenant that the bot serves').optional(),
  MicrosoftAppType: z
    .enum(['SingleTenant', 'UserAssignedMSI'], { error: 'must be SingleTenant or UserAssignedMSI' })
    .optional(),
  BOT_OPENID_METADATA: secretKeeping('https://login.botframework.com/v1/.well-known/openidconfiguration'),
  BOT_TOKEN_ISSUER: z.string().optional(),
  BOT_LOGIN_URL: secretKeeping('https://login.microsoftonline.com').transform((url) => url?.replace(/\/+$/, '')),
};

type TeamsSettings = z.infer<z.ZodObject<typeof teamsSettings>>;

/** What is wrong with settings together, as they are given, by the setting to change. */
export function teamsProblems(
  set: { readonly [Name in keyof TeamsSettings]?: string | undefined },
): readonly (readonly [setting: string, words: string])[] {
  const { MicrosoftAppId: id, MicrosoftAppTenantId: tenant, MicrosoftAppPassword: password } = set;
  if (id === undefined) {
    return (['MicrosoftAppPassword', 'MicrosoftAppTenantId', 'MicrosoftAppType'] as const)
      .filter((name) => set[name] !== undefined)
      .map((name) => [name, 'needs MicrosoftAppId: without it nobody may speak to the bot']);
  }
  const isManaged = set.MicrosoftAppType === 'UserAssignedMSI';
  const problems: (readonly [string, string])[] = [];
  if (tenant === undefined) {
    problems.push(['MicrosoftAppTenantId', 'must be set too: the one tenant that the bot serves']);
  }
  if (!isManaged && password === undefined) {
    problems.push(['MicrosoftAppPassword', 'must be set too, unless MicrosoftAppType is UserAssignedMSI']);
  }
  if (isManaged && password !== undefined) {
    problems.push(['MicrosoftAppPassword', 'must not be set: a managed identity (UserAssignedMSI) has none']);
  }
  return problems;
}

/** Microsoft Teams as it is set up; undefined where it is not. */
export function teamsOf(set: TeamsSettings): TeamsConfig | undefined {
  if (set.MicrosoftAppId === undefined || set.MicrosoftAppTenantId === undefined) return undefined;
  return {
    appId: set.MicrosoftAppId.toLowerCase(),
    tenantId: set.MicrosoftAppTenantId.toLowerCase(),
    ...(set.MicrosoftAppPassword !== undefined && { appPassword: set.MicrosoftAppPassword }),
    ...(set.BOT_OPENID_METADATA !== undefined && { openIdMetadata: set.BOT_OPENID_METADATA }),
    ...(set.BOT_TOKEN_ISSUER !== undefined && { tokenIssuer: set.BOT_TOKEN_ISSUER }),
    ...(set.BOT_LOGIN_URL !== undefined && { loginUrl: set.BOT_LOGIN_URL }),
  };
}
