import { z } from 'zod';
import { withButton } from '../../cards/with-button.ts';
import type { Clock } from '../../clock.ts';
import { type ChannelRef, type ChatPlatform, channelKey, type Limit, type Outgoing, SendProblem } from '../platform.ts';
import { beginSend, type Left, longestSend } from '../shared/time-left.ts';
import { refusalCode } from './api-problem.ts';
import { findMessage, markerType } from './find-message.ts';
import type { IdentityKeeper } from './identity.ts';
import type { SlackContent } from './rendering.ts';
import type { Rooms } from './rooms.ts';
import { canSearch, canSendFiles } from './scopes.ts';
import { refusesThread, sendProblem } from './send-trouble.ts';
import type { Show } from './show-message.ts';
import type { SlackApi } from './slack-api.ts';
import type { TypedLines } from './typed-lines.ts';
import type { Uploads } from './upload.ts';

/** Milliseconds for the address of a message. */
const longestLink = 3_000;

/**
 * What Slack allows (docs.slack.dev/apis/web-api/rate-limits): about one post a second into a channel and some hundred a
 * minute into a workspace; at least 50 edits a minute in a workspace, of which ten are left for other uses.
 */
const slackLimits: readonly Limit[] = [
  { method: 'post', scope: 'channel', count: 1, perMs: 1_000 },
  { method: 'post', scope: 'tenant', count: 300, perMs: 60_000 },
  { method: 'edit', scope: 'tenant', count: 40, perMs: 60_000 },
  { method: 'edit', scope: 'message', count: 1, perMs: 5_000 },
];

interface Options {
  api: SlackApi;
  identity: IdentityKeeper;
  show: Show;
  rooms: Rooms;
  typedLines: TypedLines;
  uploads: Uploads;
  clock: Clock;
}

const posted = z.object({ ts: z.string().min(1) });
const whispered = z.object({ message_ts: z.string().min(1) });
const edited = z.object({});
const linked = z.object({ permalink: z.url() });

/**
 * Slack as delivery uses it. `find` is there until Slack has said that the token lacks a scope for it, so that a doubt
 * from before the start is not settled in ignorance.
 */
export function createSlackPlatform({ api, identity, show, rooms, typedLines, uploads, clock }: Options): ChatPlatform {
  /** Whatever went wrong, as delivery reads it. */
  function failed(error: unknown, act: Parameters<typeof sendProblem>[1], channel: ChannelRef): SendProblem {
    const problem = sendProblem(error, act);
    if (problem.trouble.kind === 'channel-closed') rooms.forget(channel.id);
    if (problem.trouble.kind === 'tenant-closed') identity.forget();
    return problem;
  }

  async function post(to: string, thread: string | undefined, message: Outgoing, look: SlackContent, left: Left) {
    const metadata = { event_type: markerType, event_payload: { marker: message.marker } };
    const args = { channel: to, ...look, metadata, unfurl_links: false, unfurl_media: false };
    try {
      const inThread = thread === undefined ? {} : { thread_ts: thread };
      return (await api.call('chat.postMessage', { ...args, ...inThread }, posted, left())).ts;
    } catch (error) {
      if (thread === undefined || !refusesThread(refusalCode(error))) throw error;
      return (await api.call('chat.postMessage', args, posted, left())).ts;
    }
  }

  /** Only one person sees it: in the channel, or in their own conversation with us where that is not to be had. */
  async function whisper(channel: ChannelRef, message: Outgoing, key: string, left: Left): Promise<string> {
    const [, user] = /^slack:[^/]+\/(.+)$/.exec(key) ?? [];
    if (user === undefined) throw new SendProblem({ kind: 'refused' }, `${key} is nobody in Slack.`);
    const thread = threadOf(channel, message);
    if (channel.id.startsWith('D'))
      return show(await typeable(channel, message), channelKey(channel), (look) =>
        post(channel.id, thread, message, look, left),
      );
    try {
      const inThread = thread === undefined ? {} : { thread_ts: thread };
      const args = { channel: channel.id, user, ...inThread };
      return await show(
        await typeable(channel, withShareButton(message)),
        key,
        async (look) => (await api.call('chat.postEphemeral', { ...args, ...look }, whispered, left())).message_ts,
      );
    } catch (error) {
      const isShut = sendProblem(error, 'post').trouble.kind === 'channel-closed' || refusesThread(refusalCode(error));
      if (!isShut) throw error;
      return show(message, key, (look) => post(user, undefined, message, look, left));
    }
  }

  /** The message with what can be pressed and typed where it stands. */
  async function typeable(channel: ChannelRef, message: Outgoing): Promise<Outgoing> {
    const { fileButtons = [] } = message;
    // Whatever Slack answers first tells what the token may do.
    if (fileButtons.length > 0 && !api.granted()) await identity.get(longestSend / 10).catch(() => undefined);
    const offered = canSendFiles(api.granted()) ? fileButtons.reduce(withButton, message.card) : message.card;
    return { ...message, card: await typedLines(offered, channel.id, threadOf(channel, message)) };
  }

  async function find(channel: ChannelRef, marker: string, since: number): Promise<string | undefined> {
    const left = beginSend(clock);
    try {
      const { bot } = await identity.get(left());
      if (!canSearch(api.granted()))
        throw new SendProblem({ kind: 'passing' }, 'Slack does not let Pipehand look for its messages.');
      const { thread, ...beside } = channel;
      const inThread =
        thread === undefined
          ? undefined
          : await findMessage(api, { channel, marker, since, bot }, left).catch((error) => {
              if (!refusesThread(refusalCode(error))) throw error;
              return undefined;
            });
      // What its thread did not take was posted beside it.
      return inThread ?? (await findMessage(api, { channel: beside, marker, since, bot }, left));
    } catch (error) {
      throw failed(error, 'find', channel);
    }
  }

  return {
    name: 'slack',
    limits: slackLimits,

    async post(channel, message) {
      const left = beginSend(clock);
      const thread = threadOf(channel, message);
      try {
        if (message.onlyFor !== undefined) return await whisper(channel, message, message.onlyFor, left);
        if (message.file !== undefined) {
          const to = { channel: channel.id, thread, marker: message.marker };
          const id = await uploads.send(message.file, to, left);
          if (id !== undefined) return id;
        }
        const typed = await typeable(channel, message);
        return await show(typed, channelKey(channel), (look) => post(channel.id, thread, message, look, left));
      } catch (error) {
        throw failed(error, 'post', channel);
      }
    },

    async edit(channel, messageId, message) {
      const left = beginSend(clock);
      try {
        const args = { channel: channel.id, ts: messageId };
        await show(await typeable(channel, message), channelKey(channel), (look) =>
          api.call('chat.update', { ...args, ...look }, edited, left()),
        );
      } catch (error) {
        throw failed(error, 'edit', channel);
      }
    },

    async reach(channel) {
      rooms.forget(channel.id);
      const presence = await rooms.get(channel.id, longestSend).catch((error) => {
        throw failed(error, 'find', channel);
      });
      if (presence === 'out') throw new SendProblem({ kind: 'channel-closed' }, 'Pipehand is not in this channel.');
    },

    async linkTo(channel, messageId) {
      try {
        const args = { channel: channel.id, message_ts: messageId };
        return (await api.call('chat.getPermalink', args, linked, longestLink)).permalink;
      } catch (error) {
        const problem = failed(error, 'find', channel);
        if (problem.trouble.kind !== 'ambiguous') throw problem;
        // Asking shows nothing.
        throw new SendProblem({ kind: 'passing' }, problem.message, { cause: problem });
      }
    },

    get find() {
      return api.granted() === undefined || canSearch(api.granted()) ? find : undefined;
    },
  };
}

/** Only what others in the channel do not see can be shown to them. */
function withShareButton(message: Outgoing): Outgoing {
  const { card, share } = message;
  return share === undefined
    ? message
    : { ...message, card: withButton(card, { label: 'Share to channel', line: share }) };
}

function threadOf(channel: ChannelRef, message: Outgoing): string | undefined {
  return message.inReplyTo ?? channel.thread;
}
