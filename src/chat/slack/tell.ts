import { z } from 'zod';
import type { Log } from '../../log.ts';
import type { ChannelRef } from '../platform.ts';
import { longestSend } from '../shared/time-left.ts';
import type { SlackApi } from './slack-api.ts';

/** Tells one person something that nobody waits for and that is tried once; never throws. */
export type Tell = (channel: ChannelRef, user: string, text: string) => void;

export function createTell(api: SlackApi, log: Log): Tell {
  return ({ id: channel, thread }, user, text) => {
    const place = { channel, text, ...(thread !== undefined && { thread_ts: thread }) };
    const told = channel.startsWith('D')
      ? api.call('chat.postMessage', place, z.object({}), longestSend)
      : api.call('chat.postEphemeral', { ...place, user }, z.object({}), longestSend);
    told.catch((error) => log.warn({ err: error, channel }, 'somebody could not be told why nothing was run'));
  };
}
