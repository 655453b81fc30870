import type { JsonObject } from '../json.ts';
import type { Message } from '../messages.ts';
import { editAsApp, type Parts, postAsApp } from '../parts.ts';
import { Refused } from '../refused.ts';
import { type Channel, isIn, type Team } from '../world.ts';
import type { Arguments } from './arguments.ts';
import { readContent } from './content.ts';
import { type Methods, threadRoot, visibleChannel, writableChannel } from './method.ts';
import { wireMessage } from './wire-message.ts';

/** Beyond so many characters Slack cuts the text of a new message off. */
const longestPost = 40_000;

/** Beyond so many it refuses an edit. */
const longestEdit = 4_000;

/** Posting, editing and deleting messages, and their addresses. */
export function chatMethods(parts: Parts): Methods {
  const { world, messages } = parts;
  const common = { by: 'bot', takesJson: true, scopes: () => ['chat:write'] } as const;

  /** Messages go to a conversation, or to a person, which means the direct conversation with them. */
  function place(team: Team, args: Arguments): Channel {
    const id = args.required('channel');
    const person = world.person(team.id, id);
    return person ? world.directWith(person).channel : writableChannel(parts, team, id);
  }

  function ownMessage(team: Team, args: Arguments, ifNotOurs: string): Message {
    const channel = visibleChannel(parts, team, args.required('channel'));
    const found = messages.find(team.id, channel.id, args.required('ts'));
    if (!found || found.isDeleted || found.onlyFor !== undefined) throw new Refused('message_not_found');
    if (!found.isOurs) throw new Refused(ifNotOurs);
    return found;
  }

  function postMessage(args: Arguments, team: Team): JsonObject {
    const channel = place(team, args);
    const content = readContent(args.text('text'), args.structure, { cutAt: longestPost });
    if (!content.hasText && !content.hasBlocks) throw new Refused('no_text');
    const threadTs = threadRoot(parts, channel, args);
    const { text, blocks, metadata } = content;
    const said = { text, blocks, ...(metadata && { metadata }) };
    const where = { team: team.id, channel: channel.id, ...(threadTs !== undefined && { threadTs }) };
    const posted = postAsApp(parts, { ...said, ...where });
    return { ok: true, channel: channel.id, ts: posted.ts, message: wireMessage(world, posted, 'whole') };
  }

  function update(args: Arguments, team: Team): JsonObject {
    const message = ownMessage(team, args, 'cant_update_message');
    if (world.channel(team.id, message.channel)?.isArchived) throw new Refused('is_inactive');
    const content = readContent(args.text('text'), args.structure, 'refuse', longestEdit);
    if (!content.hasText && !content.hasBlocks) throw new Refused('no_text');
    editAsApp(parts, message, content);
    const { channel, ts, text } = message;
    return { ok: true, channel, ts, text, message: wireMessage(world, message, 'whole') };
  }

  function postEphemeral(args: Arguments, team: Team): JsonObject {
    const channel = writableChannel(parts, team, args.required('channel'));
    const user = args.required('user');
    if (!world.person(team.id, user) || !isIn(channel, user)) throw new Refused('user_not_in_channel');
    const content = readContent(args.text('text'), args.structure, 'refuse', longestPost);
    if (!content.hasText && !content.hasBlocks) throw new Refused('no_text');
    const threadTs = threadRoot(parts, channel, args);
    const where = { team: team.id, channel: channel.id, ...(threadTs !== undefined && { threadTs }) };
    const { text, blocks } = content;
    return { ok: true, message_ts: postAsApp(parts, { text, blocks, ...where, onlyFor: user }).ts };
  }

  function remove(args: Arguments, team: Team): JsonObject {
    const message = ownMessage(team, args, 'cant_delete_message');
    message.isDeleted = true;
    return { ok: true, channel: message.channel, ts: message.ts };
  }

  function getPermalink(args: Arguments, team: Team): JsonObject {
    const channel = visibleChannel(parts, team, args.required('channel'));
    const found = messages.find(team.id, channel.id, args.required('message_ts'));
    if (!found || found.isDeleted || found.onlyFor !== undefined) throw new Refused('message_not_found');
    return { ok: true, channel: channel.id, permalink: permalinkOf(team, found) };
  }

  return {
    'chat.getPermalink': { by: 'bot', takesJson: false, scopes: () => [], call: getPermalink },
    'chat.postMessage': { ...common, call: postMessage },
    'chat.update': { ...common, call: update },
    'chat.postEphemeral': { ...common, call: postEphemeral },
    'chat.delete': { ...common, call: remove },
  };
}

/** As docs.slack.dev/reference/methods/chat.getPermalink shows them. */
function permalinkOf({ domain }: Team, { channel, ts, threadTs }: Message): string {
  const inThread = threadTs === undefined ? '' : `?thread_ts=${threadTs}&cid=${channel}`;
  return `https://${domain}.slack.com/archives/${channel}/p${ts.replace('.', '')}${inThread}`;
}
