import type { Card } from '../../src/cards/card.ts';
import { type ChannelRef, channelKey, type Limit, type Outgoing } from '../../src/chat/platform.ts';
import { statusTable } from '../../src/pipelines/status.ts';

/** What a chat platform is asked. */
export type PlatformRequest =
  | { method: 'post'; channel: ChannelRef; message: Outgoing }
  | { method: 'edit'; channel: ChannelRef; id: string; message: Outgoing }
  | { method: 'find'; channel: ChannelRef; marker: string; since: number }
  | { method: 'link'; channel: ChannelRef; id: string };

/** What is answered over the wire. */
export interface Answer {
  status: number;
  retryAfter?: string;
  body: unknown;
}

/** What a message showed, since when. `stand` grows along the life of a run. */
interface Look {
  at: number;
  title: string;
  words: string;
  stand: number;
  isFinal: boolean;
  /** Where a link of it leads. */
  leadsTo?: string;
}

/** One message as people in the channel see it. */
export interface Message {
  id: string;
  channel: string;
  thread?: string;
  marker: string;
  subject?: string;
  isRepeat: boolean;
  isDeleted: boolean;
  looks: Look[];
}

/** Everything that ever happened on the platform. */
export interface PlatformLedger {
  messages: Message[];
  /** Markers that were posted again without saying so, while the first message is still there. */
  doubles: string[];
  /** Messages that showed an earlier state after a later one. */
  backward: string[];
  /** Requests that came too early for a limit. */
  tooMany: string[];
  requests: { post: number; edit: number; find: number; link: number };
}

export interface StandInPlatform {
  ledger: PlatformLedger;
  /** Why the request is not taken; undefined when it is, and then it has been counted. */
  refusal(request: PlatformRequest): Answer | undefined;
  /** Does what was asked. */
  commit(request: PlatformRequest): Answer;
  /** Somebody deletes a message. */
  remove(message: Message): void;
  closeChannel(channel: ChannelRef, isClosed: boolean): void;
  closeTenant(tenant: string, isClosed: boolean): void;
}

/**
 * A chat platform that is strict and forgets nothing. `now` is in milliseconds since 1970.
 *
 * | rule                                                   | who breaks it gets                            |
 * |--------------------------------------------------------|-----------------------------------------------|
 * | at most `count` in any `perMs`, for each limit         | 429 and how long to wait; noted as `tooMany`  |
 * | at most 28 KB a message, and never an empty title      | 413                                           |
 * | edit, and link to, only what is there                  | 404                                           |
 * | what all see, not into a channel that is closed        | 403                                           |
 * | nothing for a tenant that removed the app              | 401                                           |
 * | a marker is posted once, or says that it is a repeat   | shown, and noted among the `doubles`          |
 * | no message goes back to an earlier state               | shown, and noted as `backward`                |
 */
export function createStandInPlatform(options: { limits: readonly Limit[]; now: () => number }): StandInPlatform {
  const { limits, now } = options;
  const messages = new Map<string, Message>();
  const byMarker = new Map<string, Message[]>();
  const arrivals = new Map<string, number[]>();
  const closed = new Set<string>();
  const ledger: PlatformLedger = {
    messages: [],
    doubles: [],
    backward: [],
    tooMany: [],
    requests: { post: 0, edit: 0, find: 0, link: 0 },
  };

  function counted(request: PlatformRequest): Answer | undefined {
    const at = now();
    const keys = limits.flatMap((limit) => countKey(limit, request) ?? []);
    for (const { key, limit } of keys) {
      const times = (arrivals.get(key) ?? []).filter((time) => time > at - limit.perMs);
      arrivals.set(key, times);
      const [oldest = at] = times.slice(-limit.count);
      if (times.length < limit.count) continue;
      ledger.tooMany.push(`${key} at ${at}`);
      return { status: 429, retryAfter: String(Math.ceil((oldest + limit.perMs - at) / 1_000)), body: {} };
    }
    for (const { key } of keys) arrivals.get(key)?.push(at);
    return undefined;
  }

  function look(message: Message, { card, isFinal = false, leadsTo }: Outgoing): void {
    const stand = standOf(card);
    if (stand < (message.looks.at(-1)?.stand ?? 0)) ledger.backward.push(message.marker);
    const words = card.state?.words ?? '';
    message.looks.push({ at: now(), title: card.title, words, stand, isFinal, ...(leadsTo && { leadsTo }) });
  }

  function post({ channel, message }: PlatformRequest & { method: 'post' }): Answer {
    const key = channelKey(channel);
    const isRepeat = message.isRepeat === true;
    const same = byMarker.get(`${key} ${message.marker}`) ?? [];
    if (same.some(({ isDeleted }) => !isDeleted) && !isRepeat) ledger.doubles.push(message.marker);
    const { marker, subject } = message;
    const id = `m${ledger.messages.length + 1}`;
    const { thread } = channel;
    const shown = { id, channel: key, marker, ...(subject !== undefined && { subject }), isRepeat, isDeleted: false };
    const entry: Message = { ...shown, ...(thread !== undefined && { thread }), looks: [] };
    look(entry, message);
    ledger.messages.push(entry);
    messages.set(id, entry);
    byMarker.set(`${key} ${marker}`, [...same, entry]);
    return { status: 200, body: { id } };
  }

  return {
    ledger,

    refusal(request) {
      ledger.requests[request.method] += 1;
      const { channel } = request;
      if (closed.has(`${channel.platform}:${channel.tenant}`)) return { status: 401, body: {} };
      // What is for one person comes to them all the same.
      const isWhispered = request.method === 'post' && request.message.onlyFor !== undefined;
      if (closed.has(channelKey(channel)) && !isWhispered) return { status: 403, body: {} };
      if (request.method === 'find') return undefined;
      const tooMany = counted(request);
      if (tooMany) return tooMany;
      const message = 'message' in request ? request.message : undefined;
      if (message && (JSON.stringify(message).length > 28_000 || message.card.title === ''))
        return { status: 413, body: {} };
      const isThere = request.method === 'post' || messages.get(request.id)?.isDeleted === false;
      return isThere ? undefined : { status: 404, body: {} };
    },

    commit(request) {
      switch (request.method) {
        case 'post':
          return post(request);
        case 'edit': {
          const message = messages.get(request.id);
          if (message && !message.isDeleted) look(message, request.message);
          return { status: 200, body: {} };
        }
        case 'find': {
          const same = byMarker.get(`${channelKey(request.channel)} ${request.marker}`) ?? [];
          const found = same.find(({ isDeleted, looks }) => !isDeleted && (looks[0]?.at ?? 0) >= request.since);
          return { status: 200, body: found ? { id: found.id } : {} };
        }
        case 'link':
          return { status: 200, body: { id: `https://chat.example/${request.id}` } };
      }
    },

    remove(message) {
      message.isDeleted = true;
    },

    closeChannel(channel, isClosed) {
      if (isClosed) closed.add(channelKey(channel));
      else closed.delete(channelKey(channel));
    },

    closeTenant(tenant, isClosed) {
      if (isClosed) closed.add(tenant);
      else closed.delete(tenant);
    },
  };
}

function countKey(limit: Limit, request: PlatformRequest): { key: string; limit: Limit } | undefined {
  const { method, channel } = request;
  if (method === 'find' || method === 'link' || (limit.method !== 'any' && limit.method !== method)) return undefined;
  const tenant = `${channel.platform}:${channel.tenant}`;
  const place = { tenant, channel: channelKey(channel), message: method === 'edit' ? request.id : undefined };
  const counted = place[limit.scope];
  return counted === undefined ? undefined : { key: `${limit.method} ${limit.count}/${limit.perMs} ${counted}`, limit };
}

/** How far the run on the card is: first its state, then how many of its steps are done. */
function standOf({ state, elements }: Card): number {
  const rank = Object.values(statusTable).find(({ words }) => words === state?.words)?.rank ?? 0;
  const progress = elements.find((element) => element.type === 'progress');
  return rank * 1_000 + (progress?.done ?? 0);
}
