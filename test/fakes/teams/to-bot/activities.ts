import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../slack/json.ts';
import { wireId } from '../connector/places.ts';
import type { Message } from '../messages.ts';
import type { Parts } from '../parts.ts';
import type { Conversation, Person } from '../world.ts';

/** Where something happens: a conversation, and the thread in it. */
export interface Spot {
  conversation: Conversation;
  thread?: string;
}

/** Somebody who is mentioned. */
export interface Mentioned {
  id: string;
  name: string;
}

/** What every activity has. An activity that is no message has an id of another form. */
export function activityBy(parts: Parts, person: Person, spot: Spot, type: string): JsonObject {
  const { clock, registration, serviceUrl } = parts;
  const { conversation, thread } = spot;
  const { kind, team } = conversation;
  // Somebody from elsewhere in our channel is in our tenant; a chat with the bot is where they are.
  const tenant = kind === 'personal' ? person.tenant : registration.tenant;
  return {
    type,
    id: `f:${randomUUID()}`,
    timestamp: new Date(clock.now()).toISOString(),
    channelId: 'msteams',
    serviceUrl: serviceUrl(),
    from: { id: person.mri, name: person.name, aadObjectId: person.id },
    conversation: {
      ...(kind !== 'personal' && { isGroup: true }),
      conversationType: kind,
      tenantId: tenant,
      id: wireId({ conversation: conversation.id, ...(thread !== undefined && { thread }) }),
      ...(kind === 'channel' && { name: conversation.name }),
    },
    recipient: { id: registration.botId, name: registration.botName },
    entities: [{ type: 'clientInfo', locale: 'en-US', country: 'US', platform: 'Web', timezone: 'Europe/Berlin' }],
    channelData: {
      tenant: { id: tenant },
      ...(team && {
        teamsChannelId: conversation.id,
        teamsTeamId: team.id,
        channel: { id: conversation.id },
        team: { id: team.id },
      }),
    },
    locale: 'en-US',
  };
}

/** Something that was said to the bot, or said differently. */
export function saidActivity(
  parts: Parts,
  person: Person,
  { spot, message, text, mentioned }: { spot: Spot; message: Message; text: string; mentioned: readonly Mentioned[] },
): JsonObject {
  const base = activityBy(parts, person, spot, 'message');
  const { entities } = base;
  return {
    ...base,
    id: message.id,
    textFormat: 'plain',
    text,
    attachments: [{ contentType: 'text/html', content: `<p>${text.replace(/<at>|<\/at>/g, '')}</p>` }],
    entities: [
      ...mentioned.map(({ id, name }) => ({ type: 'mention', mentioned: { id, name }, text: `<at>${name}</at>` })),
      ...(Array.isArray(entities) ? entities : []),
    ],
  };
}

/** The same activity, with more in its channel data. */
export function withChannelData(activity: JsonObject, more: JsonObject): JsonObject {
  const { channelData } = activity;
  return { ...activity, channelData: { ...(typeof channelData === 'object' && channelData), ...more } };
}

/** A button pressed, a form asked for or sent. */
export function invokeActivity(
  parts: Parts,
  person: Person,
  { message, name, value }: { message: Message; name: string; value: JsonObject },
  spot: Spot,
): JsonObject {
  const base = activityBy(parts, person, spot, 'invoke');
  return { ...withChannelData(base, { source: { name: 'message' } }), name, value, replyToId: message.id };
}
