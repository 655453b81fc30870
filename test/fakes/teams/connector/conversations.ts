import { isObject, type JsonObject, objectsIn, textAt } from '../../slack/json.ts';
import type { Parts } from '../parts.ts';
import { Refused } from '../refused.ts';
import { isIn } from '../world.ts';
import type { Activities } from './activities.ts';

/** Begins a conversation: a chat with one person, or a thread in a channel. */
export function createConversation(parts: Parts, activities: Activities, values: JsonObject): JsonObject {
  const unknown = Object.keys(values).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw badArgument(`unknown: ${unknown.join(', ')}`);
  const channel = textAt(values, 'channelData', 'channel', 'id');
  return channel === undefined ? personalChat(parts, activities, values) : thread(parts, activities, channel, values);
}

const known = ['isGroup', 'bot', 'members', 'topicName', 'tenantId', 'activity', 'channelData'];

function thread({ world }: Parts, activities: Activities, channel: string, values: JsonObject): JsonObject {
  const { activity, isGroup } = values;
  if (isGroup !== true) throw badArgument('a thread is for a group');
  if (!isObject(activity)) throw badArgument('a thread begins with an activity');
  if (channel.includes(';')) throw badArgument('a channel has no messageid');
  const kind = world.conversation(channel)?.kind ?? 'channel';
  if (kind !== 'channel') throw badArgument('a thread is begun in a channel');
  const { id } = activities.send(channel, activity);
  return { id: `${channel};messageid=${id}`, activityId: id };
}

function personalChat(parts: Parts, activities: Activities, values: JsonObject): JsonObject {
  const { world, registration } = parts;
  const [member, ...others] = objectsIn(values.members);
  if (values.isGroup === true || !member || others.length > 0)
    throw badArgument('a bot begins chats with one person, and no group chats');
  const tenant = textAt(values, 'tenantId') ?? textAt(values, 'channelData', 'tenant', 'id');
  if (tenant !== registration.tenant) throw badArgument('tenantId must be the tenant of the person');
  const person = world.account(textAt(member, 'id') ?? '');
  if (!person) throw badArgument('the member is nobody of this tenant');
  const meets = world.conversations().some((one) => one.hasApp && isIn(one, person.id));
  if (!meets) throw new Refused(403, 'ForbiddenOperationException', "Bot isn't installed in user's personal scope");
  const { id } = world.personal(person);
  if (!isObject(values.activity)) return { id };
  return { id, activityId: activities.send(id, values.activity).id };
}

function badArgument(words: string): Refused {
  return new Refused(400, 'Bad Argument', words);
}
