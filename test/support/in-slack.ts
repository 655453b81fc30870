import { expect } from 'vitest';
import type { Message } from '../fakes/slack/messages.ts';
import type { Slack } from '../fakes/slack/slack.ts';
import { visibleText } from '../fakes/slack/visible-text.ts';
import { soon } from './installation.ts';
import { type Installation, type Server, startServer } from './pipehand.ts';

/** The ways in which Slack reaches Pipehand. */
export const ways = ['http', 'socket'] as const;

/** An installation that is in this Slack, over HTTP or over a socket. */
export function inSlack<At extends Installation>(at: At, slack: Slack, way: (typeof ways)[number]): At {
  const door = way === 'http' ? { SLACK_SIGNING_SECRET: slack.signingSecret } : { SLACK_APP_TOKEN: slack.appToken };
  const settings = { SLACK_BOT_TOKEN: slack.team().botToken, SLACK_API_URL: slack.apiUrl, ...door };
  return { ...at, settings: { ...at.settings, ...settings } };
}

/** Starts the server, and lets Slack send to it. */
export async function startInSlack(at: Installation, slack: Slack): Promise<Server> {
  const server = await startServer(at);
  if (at.settings?.SLACK_SIGNING_SECRET !== undefined) slack.sendTo(`${server.url}/slack/events`);
  else await expect.poll(() => slack.sockets.count(), soon).toBe(2);
  return server;
}

/** What stands in a channel, message by message, its threads beside them. */
export function shownIn(slack: Slack, channel: string): readonly string[] {
  return slack.messagesIn(channel).map((message) => `${message.threadTs ? '↳ ' : ''}${visibleText(message)}`);
}

/** What only this person sees in a channel. */
export function whisperedTo(slack: Slack, user: string, channel: string): readonly string[] {
  return slack.onlyFor(user, channel).map(visibleText);
}

/** The message at this place among those of a channel. */
export function messageAt(slack: Slack, channel: string, place: number): Message {
  const message = slack.messagesIn(channel)[place];
  if (!message) throw new Error(`there is no message ${place} in ${channel}`);
  return message;
}
