import type { JsonObject } from '../json.ts';
import type { Message } from '../messages.ts';
import type { Parts } from '../parts.ts';
import { Refused } from '../refused.ts';
import { type Channel, isIn, type Team } from '../world.ts';
import type { Arguments } from './arguments.ts';
import { type Methods, scopesFor, visibleChannel } from './method.ts';
import { wireMessage } from './wire-message.ts';

/** Reading conversations, and opening direct ones. */
export function conversationMethods(parts: Parts): Methods {
  const { world, messages, ledger } = parts;
  const reading = { by: 'bot', takesJson: false, scopes: scopesFor(parts, 'read') } as const;
  const remembering = { by: 'bot', takesJson: false, scopes: scopesFor(parts, 'history') } as const;

  function info(args: Arguments, team: Team): JsonObject {
    const { id, name, kind, isArchived, hasApp } = visibleChannel(parts, team, args.required('channel'));
    const common = { id, is_archived: isArchived, context_team_id: team.id };
    if (kind === 'im') return { ok: true, channel: { ...common, is_im: true, user: id.slice(1) } };
    const isPrivate = kind !== 'public';
    const kinds = { is_channel: kind !== 'mpim', is_im: false, is_mpim: kind === 'mpim', is_private: isPrivate };
    return { ok: true, channel: { ...common, ...kinds, name, is_member: hasApp } };
  }

  function members(args: Arguments, team: Team): JsonObject {
    const channel = visibleChannel(parts, team, args.required('channel'));
    const people = world.people(team.id).filter(({ id }) => isIn(channel, id) && id !== team.botUser);
    const ids = [...people.map(({ id }) => id), ...(channel.hasApp ? [team.botUser] : [])];
    const { page, next } = pageOf(ids, args, 100, 999);
    return { ok: true, members: page, response_metadata: { next_cursor: next } };
  }

  function readable(args: Arguments, team: Team): Channel {
    const channel = visibleChannel(parts, team, args.required('channel'));
    if (!channel.hasApp) throw new Refused('not_in_channel');
    return channel;
  }

  function answer(found: readonly Message[], args: Arguments, usual: number): JsonObject {
    const { page, next } = pageOf(found, args, usual, 999);
    const shows = args.flag('include_all_metadata') ? 'whole' : 'type';
    return {
      ok: true,
      messages: page.map((message) => wireMessage(world, message, shows)),
      has_more: next !== '',
      response_metadata: { next_cursor: next },
    };
  }

  /** Newest first, without what was said in threads. */
  function history(args: Arguments, team: Team): JsonObject {
    const channel = readable(args, team);
    const said = inWindow(messages.all().filter(isPublicIn(channel)), args);
    return answer(said.filter(({ threadTs, ts }) => threadTs === undefined || threadTs === ts).reverse(), args, 100);
  }

  /** The root of a thread and what answers it, oldest first. */
  function replies(args: Arguments, team: Team): JsonObject {
    const channel = readable(args, team);
    const ts = args.required('ts');
    const thread = messages.all().filter(isPublicIn(channel));
    const root = thread.find((message) => message.ts === ts);
    if (!root) throw new Refused('thread_not_found');
    const rootTs = root.threadTs ?? ts;
    const answers = inWindow(thread, args).filter(({ threadTs }) => threadTs === rootTs);
    return answer([...thread.filter((message) => message.ts === rootTs), ...answers], args, 1_000);
  }

  function open(args: Arguments, team: Team): JsonObject {
    const resumed = args.text('channel');
    if (resumed !== undefined) return { ok: true, channel: { id: visibleChannel(parts, team, resumed).id } };
    const users = args.text('users')?.split(',').filter(Boolean) ?? [];
    if (users.length === 0) throw new Refused('users_list_not_supplied');
    const [person, ...others] = users.map((id) => world.person(team.id, id));
    if (!person || others.includes(undefined)) throw new Refused('user_not_found');
    if (others.length > 0)
      throw new Refused('missing_scope', { needed: 'mpim:write', provided: [...team.scopes].join() });
    if (person.isDeleted) throw new Refused('user_disabled');
    const { channel, isNew } = world.directWith(person);
    ledger.opens.push({ team: team.id, user: person.id, channel: channel.id });
    return { ok: true, ...(!isNew && { no_op: true, already_open: true }), channel: { id: channel.id } };
  }

  return {
    'conversations.info': { ...reading, call: info },
    'conversations.members': { ...reading, call: members },
    'conversations.history': { ...remembering, call: history },
    'conversations.replies': { ...remembering, call: replies },
    'conversations.open': { by: 'bot', takesJson: true, scopes: () => ['im:write'], call: open },
  };
}

function isPublicIn(channel: Channel) {
  return ({ team, channel: id, isDeleted, onlyFor }: Message): boolean =>
    team === channel.team && id === channel.id && !isDeleted && onlyFor === undefined;
}

/** Between `oldest` and `latest`, whose ends count only with `inclusive`. */
function inWindow(messages: readonly Message[], args: Arguments): readonly Message[] {
  const oldest = micros(args.text('oldest') ?? '0', 'invalid_ts_oldest');
  const latest = micros(args.text('latest') ?? '9999999999', 'invalid_ts_latest');
  const slack = args.flag('inclusive') ? 1n : 0n;
  return messages.filter(({ ts }) => {
    const at = micros(ts, 'invalid_ts');
    return at > oldest - slack && at < latest + slack;
  });
}

function micros(ts: string, ifBroken: string): bigint {
  const [, seconds, fraction = ''] = /^(\d+)(?:\.(\d{1,6}))?$/.exec(ts) ?? [];
  if (seconds === undefined) throw new Refused(ifBroken);
  return BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
}

function pageOf<T>(
  all: readonly T[],
  args: Arguments,
  usual: number,
  most: number,
): { page: readonly T[]; next: string } {
  const limit = args.count('limit', usual, 1, most);
  const cursor = args.text('cursor') ?? '';
  const [, from = '0'] = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString()) ?? [];
  if (cursor !== '' && from === '0') throw new Refused('invalid_cursor');
  const end = Number(from) + limit;
  const next = end < all.length ? Buffer.from(`next:${end}`).toString('base64') : '';
  return { page: all.slice(Number(from), end), next };
}
