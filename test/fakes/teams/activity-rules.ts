import { isObject, type JsonObject, objectsIn, textAt } from '../slack/json.ts';
import { brokenCardRules } from './card-rules.ts';
import { splitId } from './connector/places.ts';
import type { Parts } from './parts.ts';
import { isIn } from './world.ts';

type Kind = (value: unknown) => boolean;

const text: Kind = (value) => typeof value === 'string';
const list: Kind = Array.isArray;

/** What an activity of the bot may hold, and what each of these is. */
const fields: Readonly<Record<string, Kind>> = {
  type: text,
  id: text,
  timestamp: text,
  localTimestamp: text,
  channelId: text,
  serviceUrl: text,
  from: isObject,
  recipient: isObject,
  conversation: isObject,
  replyToId: text,
  locale: text,
  text,
  textFormat: text,
  inputHint: text,
  summary: text,
  importance: text,
  attachmentLayout: text,
  attachments: list,
  entities: list,
  channelData: isObject,
};

/** What is wrong with what the bot posts into a conversation, in words. */
export function activityFaults(parts: Parts, conversation: string, activity: JsonObject): readonly string[] {
  const { type } = activity;
  if (type === 'typing') return [...fieldFaults(activity), ...addressFaults(parts, conversation, activity)];
  if (type !== 'message') return ['type must be message or typing'];
  return [
    ...fieldFaults(activity),
    ...addressFaults(parts, conversation, activity),
    ...contentFaults(parts, activity),
    ...mentionFaults(parts, conversation, activity),
  ];
}

function fieldFaults(activity: JsonObject): readonly string[] {
  return Object.entries(activity).flatMap(([name, value]) => {
    const fits = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!fits) return [`unknown field ${name}`];
    return fits(value) ? [] : [`${name} is of the wrong kind`];
  });
}

/** What it says of where it goes and where it comes from is what the path and the token say. */
function addressFaults(parts: Parts, conversation: string, activity: JsonObject): readonly string[] {
  const { registration, serviceUrl } = parts;
  const there = textAt(activity, 'conversation', 'id');
  const by = textAt(activity, 'from', 'id');
  const isElsewhere = there !== undefined && splitId(there).base !== splitId(conversation).base;
  return [
    ...(activity.channelId !== undefined && activity.channelId !== 'msteams' ? ['channelId must be msteams'] : []),
    ...(activity.serviceUrl !== undefined && activity.serviceUrl !== serviceUrl() ? ['serviceUrl is another'] : []),
    ...(isElsewhere ? ['conversation is not the one in the path'] : []),
    ...(by !== undefined && by !== registration.botId ? ['from must be the bot'] : []),
  ];
}

/** A card that keeps to its rules, or words that are shown as they are: not both, or Teams makes two messages of it. */
function contentFaults({ linkHosts }: Parts, activity: JsonObject): readonly string[] {
  if (activity.attachments !== undefined && objectsIn(activity.attachments).length > 0)
    return brokenCardRules(contentOf(activity), linkHosts).map((rule) => `card: ${rule}`);
  const words = textAt(activity, 'text') ?? '';
  const isLiteral = activity.textFormat === 'plain' || objectsIn(activity.entities).length > 0;
  return [
    ...(words.trim() === '' ? ['a message says something'] : []),
    ...(isLiteral ? [] : ['textFormat must be plain: else the text is read as markdown']),
  ];
}

/** The part of an activity that is shown. */
function contentOf({ text: words, ...activity }: JsonObject): JsonObject {
  return words === undefined || words === '' ? activity : { ...activity, text: words };
}

/** Who is mentioned is named in the text, and is in the conversation. */
function mentionFaults({ world }: Parts, conversation: string, activity: JsonObject): readonly string[] {
  const there = world.conversation(splitId(conversation).base);
  const words = textAt(activity, 'text') ?? '';
  const entities = objectsIn(activity.entities);
  const meant = entities.flatMap((entity) => {
    if (entity.type !== 'mention') return [`unknown entity ${String(entity.type)}`];
    const named = textAt(entity, 'text') ?? '';
    const person = world.account(textAt(entity, 'mentioned', 'id') ?? '');
    return [
      ...(/^<at>[^<>]+<\/at>$/.test(named) && words.includes(named) ? [] : ['a mention stands in the text']),
      ...(person && there && isIn(there, person.id) ? [] : ['a mention is of somebody in the conversation']),
    ];
  });
  const said = words.match(/<at>/g)?.length ?? 0;
  return said > entities.length ? [...meant, 'what stands in <at> is mentioned'] : meant;
}
