import { expect, test } from 'vitest';
import { standingClock } from '../../observe/a-clock.ts';
import { aSlack } from './a-slack.ts';
import type { Fault } from './faults.ts';
import type { Slack } from './slack.ts';
import { anApp } from './wrong-clients/an-app.ts';
import { posted, responseRefusal } from './wrong-clients/raw-client.ts';

/** Posts into `C1`, and answers the status and the body, or what became of the connection. */
async function post(slack: Slack, signal?: AbortSignal): Promise<string> {
  const headers = { authorization: `Bearer ${slack.team().botToken}` };
  const body = new URLSearchParams({ channel: 'C1', text: 'hello' });
  try {
    const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers,
      body,
      ...(signal && { signal }),
    });
    return `${response.status} ${response.headers.get('retry-after') ?? ''} ${await response.text()}`;
  } catch (error) {
    return String(error);
  }
}

async function aSlackWithC1(): Promise<Slack> {
  const slack = await aSlack({ limits: [], clock: standingClock() });
  slack.addChannel('C1');
  return slack;
}

const faults: readonly (readonly [Fault, RegExp, 'taken' | 'not taken'])[] = [
  [{ kind: 'limited', retryAfter: 7 }, /^429 7 \{"ok":false,"error":"ratelimited"\}$/, 'not taken'],
  [{ kind: 'limited', retryAfter: 'soon' }, /^429 soon /, 'not taken'],
  [{ kind: 'limited' }, /^429 {2}\{/, 'not taken'],
  [{ kind: 'status', status: 503 }, /^503 /, 'not taken'],
  [
    { kind: 'error', error: 'missing_scope', more: { needed: 'chat:write' } },
    /^200 .*"needed":"chat:write"/,
    'not taken',
  ],
  [{ kind: 'error', error: 'token_revoked' }, /^200 .*"error":"token_revoked"/, 'not taken'],
  [{ kind: 'drop' }, /fetch failed/, 'not taken'],
  [{ kind: 'accept-drop' }, /fetch failed/, 'taken'],
  [{ kind: 'accept-cut' }, /terminated/, 'taken'],
  [{ kind: 'accept-500' }, /^500 /, 'taken'],
  [{ kind: 'malformed' }, /^200 {2}\{"ok":true,"ts":"17$/, 'taken'],
  [{ kind: 'malformed', isTaken: false }, /^200 {2}\{"ok":true,"ts":"17$/, 'not taken'],
  [{ kind: 'html' }, /^200 {2}<!DOCTYPE html>/, 'taken'],
  [{ kind: 'html', isTaken: false }, /^200 {2}<!DOCTYPE html>/, 'not taken'],
];

test.each(faults)('%j', async (fault, outcome, taken) => {
  const slack = await aSlackWithC1();
  const planned = slack.fail('chat.postMessage', fault);
  expect(await post(slack)).toMatch(outcome);
  expect(slack.messagesIn('C1')).toHaveLength(taken === 'taken' ? 1 : 0);
  expect(planned.left()).toBe(0);
  expect(await post(slack)).toMatch(/^200 {2}\{"ok":true/);
});

test.each([
  ['hang', 0],
  ['accept-hang', 1],
] as const)('%s: no answer ever comes', async (kind, count) => {
  const slack = await aSlackWithC1();
  const planned = slack.fail('chat.postMessage', { kind });
  const gaveUp = new AbortController();
  const answer = post(slack, gaveUp.signal);
  await expect.poll(() => planned.left()).toBe(0);
  await posted(slack, 'C1');
  gaveUp.abort();
  expect(await answer).toMatch(/abort/i);
  expect(slack.messagesIn('C1')).toHaveLength(count + 1);
});

test('late: the message is there when nobody waits for it any more', async () => {
  const clock = standingClock();
  const slack = await aSlack({ limits: [], clock });
  slack.addChannel('C1');
  slack.fail('chat.postMessage', { kind: 'late', ms: 400 });
  expect(await post(slack)).toMatch(/fetch failed/);
  await clock.pass(399);
  expect(slack.messagesIn('C1')).toHaveLength(0);
  await clock.pass(1);
  expect(slack.messagesIn('C1')).toHaveLength(1);
});

test('a fault waits for the calls it is for', async () => {
  const slack = await aSlackWithC1();
  slack.addChannel('C2');
  const twice = slack.fail('chat.postMessage', { kind: 'status', status: 500 }, { channel: 'C1', times: 2 });
  slack.fail('chat.postMessage', { kind: 'status', status: 502 }, { when: ({ text }) => text === 'goodbye' });
  slack.fail('chat.postMessage', { kind: 'status', status: 504 }, { team: 'T2' });
  await posted(slack, 'C2');
  expect([await post(slack), await post(slack)].map((answer) => answer.slice(0, 3))).toEqual(['500', '500']);
  expect(twice.left()).toBe(0);
  await posted(slack, 'C1');
  await expect(posted(slack, 'C1', { text: 'goodbye' })).rejects.toThrow();
});

test('response URLs go wrong too', async () => {
  const slack = await aSlackWithC1();
  slack.sendTo((await anApp()).url);
  const { payload } = await slack.asUser('U1').slash('C1', '/pipeline', 'help');
  slack.fail('response_url', { kind: 'accept-500' }, { channel: 'C1' });
  expect(await responseRefusal(String(payload.response_url), { text: 'hello' })).toBe('500 Server Error');
  expect(slack.ledger.responses).toMatchObject([{ use: 1, user: 'U1', payload: { text: 'hello' } }]);
});
