import type { Log } from '../../log.ts';
import type { UserRef } from '../platform.ts';
import { commandText } from './command-text.ts';
import type { Identity } from './identity.ts';
import type { SlashCommand } from './payloads.ts';
import { channelOf, lookUpWithin, type Reception } from './reception.ts';
import type { Rooms } from './rooms.ts';
import * as words from './words.ts';

/**
 * Takes slash commands. Answers what only the asker is told at once, where nothing is run; undefined when the line was
 * committed. Throws when it could not be, and then Slack must not hear that it was.
 */
export function createTakeSlash(reception: Reception, rooms: Rooms, log: Log) {
  /** What stands against answering in this channel; undefined when nothing does. */
  async function whyNotIn(channel: string, { name }: Identity): Promise<string | undefined> {
    switch (await rooms.get(channel, lookUpWithin)) {
      case 'in':
        return undefined;
      case 'out':
        return channel.startsWith('D') ? words.notAmongPeople(name) : words.notInvited(name);
      case 'unknowable':
        return words.mentionInstead(name);
    }
  }

  /** The asker, or why nothing is run for them here. */
  async function askerOf({ team_id, channel_id, user_id }: SlashCommand): Promise<UserRef | string> {
    try {
      const self = await reception.serves(team_id);
      if (!self) return words.otherWorkspace;
      const [user, why] = await Promise.all([reception.userOf(team_id, user_id), whyNotIn(channel_id, self)]);
      return why ?? user;
    } catch (error) {
      log.warn({ err: error, team: team_id, user: user_id }, 'Slack did not say in time who typed a command');
      return words.notKnownNow;
    }
  }

  return async (command: SlashCommand): Promise<string | undefined> => {
    const began = reception.now();
    const user = await askerOf(command);
    if (typeof user === 'string') {
      reception.refused('slash', began);
      return user;
    }
    const { team_id: team, channel_id, text, trigger_id } = command;
    const channel = channelOf(team, channel_id, undefined);
    const line = { key: `${team}:${trigger_id}`, text: commandText(text, team), user, channel };
    return reception.accept({ ...line, surface: 'slash' }, began, trigger_id);
  };
}
