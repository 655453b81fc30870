import type { IncomingHttpHeaders } from 'node:http';
import type { ResponseUrl } from '../handles.ts';
import { isObject, type JsonObject, parsed, textAt } from '../json.ts';
import type { Message } from '../messages.ts';
import { editAsApp, type Parts, postAsApp } from '../parts.ts';
import { Refused } from '../refused.ts';
import { type PreparedCall, plain } from './api.ts';
import { readContent } from './content.ts';

/** Reads what is sent to a response URL, and does it when told to. The answers are of HTTP, not `{"ok":…}` and 200. */
export function prepareResponse(parts: Parts, path: string, headers: IncomingHttpHeaders, body: Buffer): PreparedCall {
  const payload = readPayload(headers['content-type'] ?? '', body);
  const to = parts.handles.responseAt(path);
  return {
    team: to?.team,
    values: { ...payload, channel: to?.channel },
    carryOut() {
      try {
        const url = parts.handles.useResponsePath(path);
        if (!payload) throw new Refused('invalid_payload');
        noteResponse(parts, url, payload, url.uses);
        return plain(200, 'ok');
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        const isGone = ['no_service', 'expired_url', 'used_url'].includes(error.message);
        return isGone ? plain(404, JSON.stringify(error.answer)) : plain(400, error.message);
      }
    },
  };
}

/** Says what the app sent through a response URL, or with the acknowledgement of a command (use 0), and notes it. */
export function noteResponse(parts: Parts, url: ResponseUrl, payload: JsonObject, use: number): void {
  const { team, channel, user } = url;
  const noted = { team, channel, user, use, payload };
  try {
    sayThrough(parts, url, payload);
    parts.ledger.responses.push({ ...noted, error: undefined });
  } catch (error) {
    if (error instanceof Refused) parts.ledger.responses.push({ ...noted, error: error.message });
    throw error;
  }
}

function sayThrough(parts: Parts, url: ResponseUrl, payload: JsonObject): void {
  const original = parts.messages.find(url.team, url.channel, url.original ?? '');
  if (payload.delete_original === true) {
    if (original) original.isDeleted = true;
    return;
  }
  const { text, blocks, hasText, hasBlocks } = readContent(textAt(payload, 'text'), (name) => payload[name], 'refuse');
  if (!hasText && !hasBlocks) throw new Refused('no_text');
  if (payload.replace_original === true && original && !original.isDeleted) {
    editAsApp(parts, original, { text, blocks });
    return;
  }
  const posted = postAsApp(parts, { text, blocks, ...placeOf(url, payload) });
  url.original ??= posted.ts;
}

/** Where it is shown, and whether to all: without `in_channel` only to the person whose act it answers. */
function placeOf({ team, channel, user }: ResponseUrl, payload: JsonObject): Pick<Message, 'team' | 'channel'> {
  const threadTs = textAt(payload, 'thread_ts');
  return {
    team,
    channel,
    ...(threadTs !== undefined && { threadTs }),
    ...(payload.response_type !== 'in_channel' && { onlyFor: user }),
  };
}

function readPayload(type: string, body: Buffer): JsonObject | undefined {
  const isForm = type.startsWith('application/x-www-form-urlencoded');
  const text = isForm ? (new URLSearchParams(body.toString()).get('payload') ?? '') : body.toString();
  const payload = parsed(text);
  return isObject(payload) ? payload : undefined;
}
