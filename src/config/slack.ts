import { z } from 'zod';
import { secretKeeping } from './addresses.ts';

/** How Pipehand is in a Slack workspace: over HTTP with a signing secret, over a socket with an app token, or both. */
export interface SlackConfig {
  botToken: string;
  signingSecret?: string;
  appToken?: string;
  apiUrl?: string;
  /** What people type, as the app's manifest calls it: `/pipeline`. */
  command: string;
  progress: 'classic' | 'plan';
}

export const slackSettings = {
  SLACK_BOT_TOKEN: z
    .string()
    .startsWith('xoxb-', 'must be the bot token of the app, which begins with xoxb-')
    .optional(),
  SLACK_SIGNING_SECRET: z.string().min(16, 'must be the signing secret of the app').optional(),
  SLACK_APP_TOKEN: z.string().startsWith('xapp-', 'must be an app-level token, which begins with xapp-').optional(),
  SLACK_API_URL: secretKeeping('https://slack.com/api/'),
  SLACK_COMMAND: z
    .string()
    .regex(/^\/[a-z0-9_-]{1,31}$/, 'must be the command of the app, such as /pipeline')
    .default('/pipeline'),
  SLACK_PROGRESS: z.enum(['classic', 'plan'], { error: 'must be classic or plan' }).default('classic'),
};

type SlackSettings = z.infer<z.ZodObject<typeof slackSettings>>;

/** What is wrong with settings together, as they are given, by the setting to change. */
export function slackProblems(
  set: { readonly [Name in keyof SlackSettings]?: string | undefined },
): readonly (readonly [setting: string, words: string])[] {
  const isAsked = set.SLACK_SIGNING_SECRET ?? set.SLACK_APP_TOKEN;
  if (isAsked !== undefined && set.SLACK_BOT_TOKEN === undefined) {
    return [['SLACK_BOT_TOKEN', 'must be set too: it is what Pipehand speaks with']];
  }
  if (isAsked === undefined && set.SLACK_BOT_TOKEN !== undefined) {
    return [['SLACK_SIGNING_SECRET', 'or SLACK_APP_TOKEN must be set too: the way in over HTTP, or over a socket']];
  }
  return [];
}

/** Slack as it is set up; undefined where it is not. */
export function slackOf(set: SlackSettings): SlackConfig | undefined {
  if (set.SLACK_BOT_TOKEN === undefined) return undefined;
  return {
    botToken: set.SLACK_BOT_TOKEN,
    ...(set.SLACK_SIGNING_SECRET !== undefined && { signingSecret: set.SLACK_SIGNING_SECRET }),
    ...(set.SLACK_APP_TOKEN !== undefined && { appToken: set.SLACK_APP_TOKEN }),
    ...(set.SLACK_API_URL !== undefined && { apiUrl: set.SLACK_API_URL }),
    command: set.SLACK_COMMAND,
    progress: set.SLACK_PROGRESS,
  };
}
