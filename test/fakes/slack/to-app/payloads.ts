import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../json.ts';
import type { OpenView } from '../ledger.ts';
import type { Message } from '../messages.ts';
import type { Parts } from '../parts.ts';
import { actionOf, type Usable } from '../person/blocks.ts';
import { wireView } from '../web-api/views.ts';
import { wireMessage } from '../web-api/wire-message.ts';
import type { Channel, Person } from '../world.ts';

/** Slack's old shared secret; it proves nothing. */
const verificationToken = 'gIkuvaNzQIHg97ATvDxqgjtO';

/** What a command is made of; the first is where it was typed, the last what Slack handed out for it. */
export function commandFields(
  { world }: Parts,
  person: Person,
  channel: Channel,
  said: { command: string; text: string; triggerId: string; responseUrl: string },
): Readonly<Record<string, string>> {
  return {
    token: verificationToken,
    team_id: person.team,
    team_domain: world.team(person.team).domain,
    channel_id: channel.id,
    channel_name: channel.kind === 'private' ? 'privategroup' : channel.name,
    user_id: person.id,
    user_name: person.name,
    command: said.command,
    text: said.text,
    api_app_id: world.appId,
    is_enterprise_install: 'false',
    response_url: said.responseUrl,
    trigger_id: said.triggerId,
  };
}

/** An event of a workspace, in the envelope of the Events API. */
export function eventCallback({ world, clock }: Parts, team: string, event: JsonObject): JsonObject {
  const id = randomBytes(5).toString('hex').toUpperCase();
  return {
    token: verificationToken,
    team_id: team,
    api_app_id: world.appId,
    event,
    type: 'event_callback',
    event_id: `Ev${id}`,
    event_time: Math.floor(clock.now() / 1_000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: team,
        user_id: world.team(team).botUser,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: `4-${id}`,
  };
}

/** What somebody said, as an event: a mention of the app, or a message to it. */
export function saidEvent({ world }: Parts, type: 'app_mention' | 'message', message: Message): JsonObject {
  const { team, by, ts, text, channel, threadTs, isOurs } = message;
  const person = world.person(team, by);
  const isForeign = person !== undefined && person.homeTeam !== team;
  const isBot = isOurs || person?.isBot === true;
  return {
    type,
    user: by,
    text,
    ts,
    channel,
    event_ts: ts,
    team: person?.homeTeam ?? team,
    ...(type === 'message' && { channel_type: 'im' }),
    ...(threadTs !== undefined && { thread_ts: threadTs }),
    ...(isForeign && { user_team: person.homeTeam, source_team: person.homeTeam }),
    ...(isBot && { bot_id: isOurs ? world.team(team).botId : `B${by}` }),
    ...(isOurs && { app_id: world.appId }),
  };
}

/** What every act of a person says of who, in which workspace, and how to answer. */
function actOf({ world }: Parts, { id, name, team, homeTeam }: Person, triggerId: string): JsonObject {
  return {
    user: { id, username: name, name, team_id: homeTeam },
    api_app_id: world.appId,
    token: verificationToken,
    trigger_id: triggerId,
    team: { id: team, domain: world.team(team).domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** A press on something in a message. Of a message for one person only, Slack tells where it is and no more. */
export function pressPayload(
  parts: Parts,
  person: Person,
  message: Message,
  pressed: { usable: Usable; triggerId: string; responseUrl: string },
): JsonObject {
  const { channel, ts, threadTs, onlyFor } = message;
  const isEphemeral = onlyFor !== undefined;
  const name = parts.world.channel(message.team, channel)?.name;
  return {
    type: 'block_actions',
    ...actOf(parts, person, pressed.triggerId),
    container: {
      type: 'message',
      message_ts: ts,
      channel_id: channel,
      is_ephemeral: isEphemeral,
      ...(threadTs !== undefined && { thread_ts: threadTs }),
    },
    channel: { id: channel, name },
    ...(!isEphemeral && { message: wireMessage(parts.world, message, 'whole') }),
    state: { values: {} },
    response_url: pressed.responseUrl,
    actions: [actionOf(pressed.usable, `${parts.clock.now() / 1_000}`)],
  };
}

/** A form that was sent. */
export function submitPayload(
  parts: Parts,
  person: Person,
  view: OpenView,
  values: JsonObject,
  triggerId: string,
): JsonObject {
  return {
    type: 'view_submission',
    ...actOf(parts, person, triggerId),
    view: wireView(parts, view, values),
    response_urls: [],
  };
}
