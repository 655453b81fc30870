import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import type { Meters } from '../../observe/meters.ts';
import { type ChannelRef, channelKey, type Incoming, type UserRef, userKey } from '../platform.ts';
import type { Buttons } from './buttons.ts';
import { afterMention, commandText } from './command-text.ts';
import type { Identity } from './identity.ts';
import type { PressedButton, SaidMessage, SlashCommand } from './payloads.ts';
import type { People } from './people.ts';
import type { RateGate } from './rate-gate.ts';
import type { Rooms } from './rooms.ts';
import * as words from './words.ts';

/** Milliseconds that Slack may take to say who somebody is: of the three seconds in which it wants its own answer. */
const lookUpWithin = 1_200;

/** How many lines of one channel are taken in a minute. */
export const linesPerMinute = 30;

/** What intake needs of the world. */
export interface IntakeOptions {
  accept(incoming: Incoming): Promise<'accepted' | 'duplicate'>;
  identity(withinMs: number): Promise<Identity>;
  isOurs(team: string): boolean;
  people: People;
  rooms: Rooms;
  buttons: Buttons;
  gate: RateGate;
  /** Tells one person something, where and when that can be done; never throws. */
  tell(channel: ChannelRef, user: string, text: string): void;
  meters: Pick<Meters, 'received'>;
  clock: Clock;
  log: Log;
}

/**
 * Turns what Slack sends into an `Incoming` that is committed when these methods end. They throw where that could not be
 * done, and then Slack must not hear that it was.
 */
export interface Intake {
  /** Answers what only the asker is told at once; undefined when the line was accepted. */
  slash(command: SlashCommand): Promise<string | undefined>;
  said(message: SaidMessage): Promise<void>;
  pressed(button: PressedButton): Promise<void>;
}

export function createIntake(options: IntakeOptions): Intake {
  const { identity, isOurs, people, rooms, buttons, gate, tell, clock, log } = options;

  async function accept(incoming: Incoming, began: number): Promise<string | undefined> {
    const { channel, surface } = incoming;
    const count = (result: Parameters<Meters['received']>[2]) =>
      options.meters.received('slack', surface, result, (clock.elapsed() - began) / 1_000);
    if (!gate.mayPass(channelKey(channel))) {
      count('refused');
      return words.tooMany(linesPerMinute);
    }
    try {
      const result = await options.accept(incoming);
      if (result === 'accepted') gate.passed(channelKey(channel));
      count(result);
      return undefined;
    } catch (error) {
      count('unavailable');
      throw error;
    }
  }

  async function userOf(team: string, user: string, userTeam: string | null | undefined): Promise<UserRef> {
    const ref = { platform: 'slack', tenant: team, id: user } as const;
    if (userTeam != null && !isOurs(userTeam)) return { ...ref, kind: 'foreign', name: user };
    return { ...ref, ...(await people.get(user, lookUpWithin)) };
  }

  /** What stands against answering in this channel; undefined when nothing does. */
  async function whyNotHere(channel: string, { name }: Identity): Promise<string | undefined> {
    switch (await rooms.get(channel, lookUpWithin)) {
      case 'in':
        return undefined;
      case 'out':
        return channel.startsWith('D') ? words.notAmongPeople(name) : words.notInvited(name);
      case 'unknowable':
        return words.mentionInstead(name);
    }
  }

  return {
    async slash({ team_id, channel_id, user_id, text, trigger_id }) {
      const began = clock.elapsed();
      const known = await identity(lookUpWithin)
        .then(async (self) => {
          if (!isOurs(team_id)) return { why: words.otherWorkspace };
          const [user, why] = await Promise.all([userOf(team_id, user_id, team_id), whyNotHere(channel_id, self)]);
          return { user, why };
        })
        .catch((error) => {
          log.warn(
            { err: error, team: team_id, user: user_id },
            'a slash command was not taken: Slack did not say who asks',
          );
          return { why: words.notKnownNow };
        });
      if (!('user' in known) || known.why !== undefined) {
        options.meters.received('slack', 'slash', 'refused', (clock.elapsed() - began) / 1_000);
        return known.why;
      }
      const channel = { platform: 'slack', tenant: team_id, id: channel_id } as const;
      const key = `${team_id}:${trigger_id}`;
      const line = { key, text: commandText(text, team_id), user: known.user, channel, at: clock.now() };
      return accept({ ...line, surface: 'slash' }, began);
    },

    async said({ team_id, event_id, event }) {
      const began = clock.elapsed();
      const { channel, user: author, thread_ts } = event;
      if (author === undefined || !isSaidByAPerson(event)) return;
      const self = await identity(lookUpWithin);
      if (!isOurs(team_id) || author === self.user) return;
      const mentioned = afterMention(event.text, self.user);
      const said = event.type === 'message' ? (mentioned ?? event.text) : mentioned;
      if (said === undefined) return;
      const user = await userOf(team_id, author, event.user_team);
      if (user.kind === 'bot') return;
      const incoming: Incoming = {
        key: `${team_id}:${event_id}`,
        text: commandText(said, team_id),
        user,
        channel: {
          platform: 'slack',
          tenant: team_id,
          id: channel,
          ...(thread_ts !== undefined && { thread: thread_ts }),
        },
        surface: thread_ts === undefined ? 'mention' : 'thread',
        at: clock.now(),
      };
      const refusal = await accept(incoming, began);
      if (refusal !== undefined) tell(incoming.channel, author, refusal);
    },

    async pressed({
      team,
      user: presser,
      channel: place,
      container,
      trigger_id,
      actions: [{ value, selected_option }],
    }) {
      const began = clock.elapsed();
      const id = selected_option?.value ?? value;
      // A button that opens an address has no value, and a press of it asks for nothing.
      if (id === undefined || place === undefined) return;
      await identity(lookUpWithin);
      if (!isOurs(team.id)) return;
      const thread = threadOf(container);
      const channel = {
        platform: 'slack',
        tenant: team.id,
        id: place.id,
        ...(thread !== undefined && { thread }),
      } as const;
      const ref = { platform: 'slack', tenant: team.id, id: presser.id, kind: 'foreign', name: '' } as const;
      const line = await buttons.lineOf(id, [channelKey(channel), userKey(ref)]);
      if (line === undefined) {
        options.meters.received('slack', 'button', 'refused', (clock.elapsed() - began) / 1_000);
        return tell(channel, presser.id, words.unknownButton);
      }
      const user = await userOf(team.id, presser.id, presser.team_id);
      const key = `${team.id}:${trigger_id}`;
      const refusal = await accept({ key, text: line, user, channel, surface: 'button', at: clock.now() }, began);
      if (refusal !== undefined) tell(channel, presser.id, refusal);
    },
  };
}

/** Slack names the thread also where the message is its root, once somebody has answered it. */
function threadOf({ message_ts, thread_ts }: PressedButton['container']): string | undefined {
  return thread_ts === message_ts ? undefined : thread_ts;
}

/** Not by a bot, and not an edit, a join or another notice; a direct message comes as a `message`, never as a mention. */
function isSaidByAPerson({ type, channel, channel_type, bot_id, subtype, edited }: SaidMessage['event']): boolean {
  if (bot_id !== undefined || edited !== undefined) return false;
  if (subtype !== undefined && subtype !== 'thread_broadcast') return false;
  return type === 'message' ? channel_type === 'im' : !channel.startsWith('D');
}
