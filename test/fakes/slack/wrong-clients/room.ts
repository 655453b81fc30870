import { type StandingClock, standingClock } from '../../../observe/a-clock.ts';
import { aSlack } from '../a-slack.ts';
import type { SlackRule } from '../rules.ts';
import type { Slack, SlackOptions } from '../slack.ts';

/** A Slack with the channel `C1`, and the time that passes in it. */
export interface Room {
  slack: Slack;
  clock: StandingClock;
}

/** Breaks one rule, and answers what that got. */
export type Attempt = (room: Room) => Promise<string>;

/** One attempt for each of these rules. */
export type Attempts<Rule extends SlackRule> = Readonly<Record<Rule, Attempt>>;

/** A room without rate limits, unless it is told of some. */
export async function aRoom(options: SlackOptions = { limits: [] }): Promise<Room> {
  const clock = standingClock();
  const slack = await aSlack({ clock, ...options });
  slack.addChannel('C1');
  return { slack, clock };
}
