import { publicCloud } from '../chat/teams/trust.ts';
import type { Config } from '../config.ts';
import type { Route } from '../web/route.ts';
import type { TabOptions } from '../web/tab/tab-routes.ts';

/** The tab, where Pipehand is in Microsoft Teams; it is loaded only there. */
export async function tabOf(
  { teams }: Config,
  rest: Pick<TabOptions, 'access' | 'clock' | 'log'>,
): Promise<readonly Route[]> {
  if (!teams) return [];
  const { tabRoutes } = await import('../web/tab/tab-routes.ts');
  const { appId, tenantId, loginUrl: login = publicCloud.loginUrl } = teams;
  return tabRoutes({ appId, tenantId, login, ...rest });
}
