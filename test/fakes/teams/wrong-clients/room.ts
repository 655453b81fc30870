import { type StandingClock, standingClock } from '../../../observe/a-clock.ts';
import { aTeams } from '../a-teams.ts';
import type { Actor } from '../person/actor.ts';
import type { TeamsRule } from '../rules.ts';
import type { Teams, TeamsOptions } from '../teams.ts';
import type { Conversation } from '../world.ts';

/** A Teams with a channel and a group chat, two people, and the time that passes in it. */
export interface Room {
  teams: Teams;
  clock: StandingClock;
  channel: Conversation;
  chat: Conversation;
  ada: Actor;
}

/** Breaks one rule, and answers what that got. */
export type Attempt = (room: Room) => Promise<string>;

/** One attempt for each of these rules. */
export type Attempts<Rule extends TeamsRule> = Readonly<Record<Rule, Attempt>>;

/** A room without rate limits, unless it is told of some. */
export async function aRoom(options: TeamsOptions = { limits: [] }): Promise<Room> {
  const clock = standingClock();
  const teams = await aTeams({ clock, ...options });
  const channel = teams.addChannel('ml-ops');
  const chat = teams.addChat('review');
  return { teams, clock, channel, chat, ada: teams.asUser('ada') };
}
