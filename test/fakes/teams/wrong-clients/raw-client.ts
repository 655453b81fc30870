import { isObject, type JsonObject, parsed, textAt } from '../../slack/json.ts';
import { tokenOf } from '../a-botbuilder.ts';
import type { Teams } from '../teams.ts';
import type { Conversation } from '../world.ts';

/** How a call is made. */
export interface Asking {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Instead of a new token; `undefined` for none. */
  token?: string | undefined;
  type?: string;
  /** Sent as it is. */
  body?: string;
}

/** What came back. */
export interface Asked {
  status: number;
  headers: Headers;
  answer: JsonObject;
}

/** Words that are shown as they are. */
export const hello = { type: 'message', text: 'hello', textFormat: 'plain' };

const tokens = new WeakMap<Teams, Promise<string>>();

/** A token that is asked for once. */
function usualToken(teams: Teams): Promise<string> {
  const token = tokens.get(teams) ?? tokenOf(teams);
  tokens.set(teams, token);
  return token;
}

/** Calls the Connector with nothing but `fetch`. */
export async function ask(teams: Teams, path: string, values?: unknown, asking: Asking = {}): Promise<Asked> {
  const token = 'token' in asking ? asking.token : await usualToken(teams);
  const body = asking.body ?? (values === undefined ? undefined : JSON.stringify(values));
  const response = await fetch(new URL(path, teams.connectorUrl), {
    method: asking.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': asking.type ?? 'application/json' }),
    },
    ...(body !== undefined && { body }),
  });
  const answer = parsed(await response.text());
  return { status: response.status, headers: response.headers, answer: isObject(answer) ? answer : {} };
}

/** What was wrong with a call: `429` and how long to wait, the status and the words of a bad argument, or the code. */
export async function refusal(teams: Teams, path: string, values?: unknown, asking?: Asking): Promise<string> {
  const { status, headers, answer } = await ask(teams, path, values, asking);
  const code = textAt(answer, 'error', 'code');
  if (status === 429) return `429 ${headers.get('retry-after')}`;
  return code === undefined ? String(status) : `${status} ${code}`;
}

/** What was wrong with a message: the words for it. */
export async function faultOf(teams: Teams, conversation: Conversation, activity: unknown): Promise<string> {
  const { status, answer } = await ask(teams, pathOf(conversation.id), activity);
  return `${status} ${textAt(answer, 'error', 'message') ?? ''}`.trim();
}

/** The path of a conversation's activities, or of one of them. */
export function pathOf(conversation: string, activity?: string): string {
  const all = `v3/conversations/${encodeURIComponent(conversation)}/activities`;
  return activity === undefined ? all : `${all}/${encodeURIComponent(activity)}`;
}

/** The id of a message that is posted rightly. */
export async function posted(teams: Teams, { id }: Conversation): Promise<string> {
  const { status, answer } = await ask(teams, pathOf(id), hello);
  if (status !== 201) throw new Error(`not posted: ${JSON.stringify(answer)}`);
  return textAt(answer, 'id') ?? '';
}
