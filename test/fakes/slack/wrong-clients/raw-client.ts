import { isObject, type JsonObject, parsed, textAt } from '../json.ts';
import type { Slack } from '../slack.ts';

/** How a call is made: with the bot token of `T1`, as a form, unless it is said otherwise. */
export interface Asking {
  token?: string | undefined;
  as?: 'form' | 'json';
}

/** What came back. */
export interface Asked {
  status: number;
  headers: Headers;
  answer: JsonObject;
}

/** Calls a method of the Web API with nothing but `fetch`. */
export async function ask(slack: Slack, method: string, args: JsonObject = {}, asking: Asking = {}): Promise<Asked> {
  const token = 'token' in asking ? asking.token : slack.team().botToken;
  const isJson = asking.as === 'json';
  const response = await fetch(slack.apiUrl + method, {
    method: 'POST',
    headers: {
      'content-type': isJson ? 'application/json; charset=utf-8' : 'application/x-www-form-urlencoded',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: isJson ? JSON.stringify(args) : formOf(args),
  });
  const answer = parsed(await response.text());
  return { status: response.status, headers: response.headers, answer: isObject(answer) ? answer : {} };
}

/** What was wrong with a call: Slack's word, `429` and how long to wait, or `ok`. */
export async function refusal(slack: Slack, method: string, args: JsonObject, asking?: Asking): Promise<string> {
  const { status, headers, answer } = await ask(slack, method, args, asking);
  if (status === 429) return `429 ${headers.get('retry-after')}`;
  return answer.ok === true ? 'ok' : (textAt(answer, 'error') ?? String(status));
}

/** The `ts` of a message that is posted rightly. */
export async function posted(slack: Slack, channel: string, more: JsonObject = {}): Promise<string> {
  const { answer } = await ask(slack, 'chat.postMessage', { channel, text: 'hello', ...more });
  const ts = textAt(answer, 'ts');
  if (ts === undefined) throw new Error(`not posted: ${JSON.stringify(answer)}`);
  return ts;
}

/** What was wrong with a body that is sent as it is. */
export async function rawRefusal(slack: Slack, method: string, type: string, body: string): Promise<string> {
  const headers = { 'content-type': type, authorization: `Bearer ${slack.team().botToken}` };
  const response = await fetch(slack.apiUrl + method, { method: 'POST', headers, body });
  return textAt(await response.json(), 'error') ?? 'ok';
}

/** What was wrong with something sent to a response URL: the status and Slack's word. */
export async function responseRefusal(url: string, payload: JsonObject | string): Promise<string> {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const text = await response.text();
  return `${response.status} ${textAt(parsed(text), 'error') ?? text}`;
}

function formOf(args: JsonObject): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(args))
    form.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  return form.toString();
}
