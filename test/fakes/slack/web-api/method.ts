import type { JsonObject } from '../json.ts';
import type { Parts } from '../parts.ts';
import { Refused } from '../refused.ts';
import type { Channel, Team } from '../world.ts';
import type { Arguments } from './arguments.ts';

/** A method that a workspace's bot token calls. */
export interface BotMethod {
  by: 'bot';
  takesJson: boolean;
  /** The scopes of which one is needed. */
  scopes(args: Arguments, team: Team): readonly string[];
  call(args: Arguments, team: Team): JsonObject;
}

/** A method that the app-level token calls. */
interface AppMethod {
  by: 'app';
  takesJson: boolean;
  call(): JsonObject;
}

/** Methods of the Web API by their names. */
export type Methods = Readonly<Record<string, BotMethod | AppMethod>>;

/** The scopes that a kind of conversation asks for, such as `channels:read` or `im:history`. */
export function scopesFor(parts: Parts, what: 'read' | 'history') {
  return (args: Arguments, team: Team): readonly string[] => {
    const channel = parts.world.channel(team.id, args.text('channel') ?? '');
    const family = { public: 'channels', private: 'groups', im: 'im', mpim: 'mpim' }[channel?.kind ?? 'public'];
    if (channel) return [`${family}:${what}`];
    return ['channels', 'groups', 'im', 'mpim'].map((one) => `${one}:${what}`);
  };
}

/** A conversation that the app may see: any public one, and those it is in. */
export function visibleChannel(parts: Parts, team: Team, id: string | undefined): Channel {
  const channel = parts.world.channel(team.id, id ?? '');
  if (!channel || (channel.kind !== 'public' && !channel.hasApp)) throw new Refused('channel_not_found');
  return channel;
}

/** A conversation that the app may write into; `chat:write.public` opens the public ones that it is not in. */
export function writableChannel(parts: Parts, team: Team, id: string | undefined, needsMembership = false): Channel {
  const channel = visibleChannel(parts, team, id);
  if (channel.isArchived) throw new Refused('is_archived');
  if (!channel.hasApp && (needsMembership || !team.scopes.has('chat:write.public')))
    throw new Refused('not_in_channel');
  return channel;
}

/** The message at the root of a thread, which must be there. */
export function threadRoot(parts: Parts, channel: Channel, args: Arguments): string | undefined {
  if (args.values.thread_ts === undefined) return undefined;
  const ts = args.text('thread_ts') ?? '';
  if (typeof args.values.thread_ts !== 'string' || !/^\d+\.\d{6}$/.test(ts)) throw new Refused('invalid_thread_ts');
  const root = parts.messages.find(channel.team, channel.id, ts);
  if (!root || root.isDeleted || root.onlyFor !== undefined) throw new Refused('thread_not_found');
  if (root.threadTs !== undefined && root.threadTs !== ts) throw new Refused('cannot_reply_to_message');
  return ts;
}
