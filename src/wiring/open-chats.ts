import type { ChatPlatform, Forms } from '../chat/platform.ts';
import type { Keeper } from '../chat/shared/keepers.ts';
import type { Slack, SlackOptions } from '../chat/slack/open-slack.ts';
import type { Teams, TeamsOptions } from '../chat/teams/open-teams.ts';
import type { Check } from '../check.ts';
import type { Config } from '../config.ts';
import type { Route } from '../web/route.ts';

/** The chat platforms that are set up, beside the terminal. */
export interface Chats {
  platforms: readonly ChatPlatform[];
  routes: readonly Route[];
  keepers: readonly Keeper[];
  checks(): Promise<readonly Check[]>;
  /** Begins to listen where that is for us to begin. */
  start(): void;
  /** Takes nothing new. The store must still be open. */
  close(): Promise<void>;
}

type Parts = Omit<SlackOptions, 'settings' | 'linkHosts'> &
  Omit<TeamsOptions, 'settings' | 'linkHosts'> & { forms: Forms };

/** Opens the platforms that the settings name. */
export async function openChats(config: Config, parts: Parts): Promise<Chats> {
  const linkHosts = config.publicUrl === undefined ? [] : [new URL(config.publicUrl).host];
  const slack = await slackOf(config, { ...parts, linkHosts });
  const teams = await teamsOf(config, { ...parts, linkHosts });
  const chats = [slack, teams].filter((chat) => chat !== undefined);
  return {
    platforms: chats.map(({ platform }) => platform),
    routes: chats.flatMap(({ routes }) => routes),
    keepers: chats.flatMap(({ keepers }) => keepers),
    checks: async () => (await Promise.all(chats.map((chat) => chat.checks()))).flat(),
    start() {
      for (const chat of chats) chat.start();
    },
    close: async () => slack?.close(),
  };
}

/** A platform is loaded only where it is set up: its packages take a while. */
async function slackOf({ slack }: Config, rest: Omit<SlackOptions, 'settings'>): Promise<Slack | undefined> {
  if (!slack) return undefined;
  const { openSlack } = await import('../chat/slack/open-slack.ts');
  return openSlack({ settings: slack, ...rest });
}

async function teamsOf({ teams }: Config, rest: Omit<TeamsOptions, 'settings'>): Promise<Teams | undefined> {
  if (!teams) return undefined;
  const { openTeams } = await import('../chat/teams/open-teams.ts');
  return openTeams({ settings: teams, ...rest });
}
