import { expect, test } from 'vitest';
import { standingClock } from '../../observe/a-clock.ts';
import { tokenOf } from './a-botbuilder.ts';
import { aTeams } from './a-teams.ts';
import type { Fault } from './faults.ts';
import type { Teams } from './teams.ts';
import { hello, pathOf } from './wrong-clients/raw-client.ts';

async function aTeamsWithAChat(): Promise<{ teams: Teams; token: string }> {
  const teams = await aTeams({ limits: [], clock: standingClock() });
  teams.addChat('review');
  return { teams, token: await tokenOf(teams) };
}

/** Posts into the chat, and answers the status and the body, or what became of the connection. */
async function post({ teams, token }: { teams: Teams; token: string }, signal?: AbortSignal): Promise<string> {
  const path = pathOf(teams.conversation('review').id);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const body = JSON.stringify(hello);
  try {
    const response = await fetch(new URL(path, teams.connectorUrl), {
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

const faults: readonly (readonly [Fault, RegExp, 'taken' | 'not taken'])[] = [
  [{ kind: 'limited', retryAfter: 7 }, /^429 7 .*"Throttled"/, 'not taken'],
  [{ kind: 'limited', retryAfter: 'soon' }, /^429 soon /, 'not taken'],
  [{ kind: 'limited' }, /^429 {2}\{/, 'not taken'],
  [{ kind: 'status', status: 403 }, /^403 .*"BotNotInConversationRoster"/, 'not taken'],
  [{ kind: 'status', status: 403, code: 'BotDisabledByAdmin' }, /^403 .*"BotDisabledByAdmin"/, 'not taken'],
  [{ kind: 'status', status: 412 }, /^412 .*"PreconditionFailed"/, 'not taken'],
  [{ kind: 'status', status: 413 }, /^413 .*"MessageSizeTooBig"/, 'not taken'],
  [{ kind: 'status', status: 500 }, /^500 .*"ServiceError"/, 'not taken'],
  [{ kind: 'status', status: 502 }, /^502 .*"ServiceError"/, 'not taken'],
  [{ kind: 'status', status: 504 }, /^504 /, 'not taken'],
  [{ kind: 'drop' }, /fetch failed/, 'not taken'],
  [{ kind: 'accept-drop' }, /fetch failed/, 'taken'],
  [{ kind: 'accept-cut' }, /terminated/, 'taken'],
  [{ kind: 'accept-status', status: 502 }, /^502 /, 'taken'],
  [{ kind: 'malformed' }, /^200 {2}\{"id":"17$/, 'taken'],
  [{ kind: 'malformed', isTaken: false }, /^200 {2}\{"id":"17$/, 'not taken'],
  [{ kind: 'html' }, /^200 {2}<!DOCTYPE html>/, 'taken'],
  [{ kind: 'html', isTaken: false }, /^200 {2}<!DOCTYPE html>/, 'not taken'],
];

test.each(faults)('%j', async (fault, outcome, taken) => {
  const room = await aTeamsWithAChat();
  const planned = room.teams.fail('send', fault);
  expect(await post(room)).toMatch(outcome);
  expect(room.teams.messagesIn('review')).toHaveLength(taken === 'taken' ? 1 : 0);
  expect(planned.left()).toBe(0);
  expect(await post(room)).toMatch(/^201 {2}\{"id":/);
});

test.each([
  ['hang', 0],
  ['accept-hang', 1],
] as const)('%s: no answer ever comes', async (kind, count) => {
  const room = await aTeamsWithAChat();
  const planned = room.teams.fail('send', { kind });
  const gaveUp = new AbortController();
  const answer = post(room, gaveUp.signal);
  await expect.poll(() => planned.left()).toBe(0);
  await post(room);
  gaveUp.abort();
  expect(await answer).toMatch(/abort/i);
  expect(room.teams.messagesIn('review')).toHaveLength(count + 1);
});

test('late: the message is there when nobody waits for it any more', async () => {
  const clock = standingClock();
  const teams = await aTeams({ limits: [], clock });
  teams.addChat('review');
  const token = await tokenOf(teams);
  teams.fail('send', { kind: 'late', ms: 400 });
  expect(await post({ teams, token })).toMatch(/fetch failed/);
  await clock.pass(399);
  expect(teams.messagesIn('review')).toHaveLength(0);
  await clock.pass(1);
  expect(teams.messagesIn('review')).toHaveLength(1);
});

test('a fault waits for the calls it is for, and an outage lasts until it is over', async () => {
  const room = await aTeamsWithAChat();
  const { teams } = room;
  const { id } = teams.conversation('review');
  teams.fail('send', { kind: 'status', status: 500 }, { conversation: '19:other@thread.v2' });
  teams.fail('send', { kind: 'status', status: 500 }, { when: ({ text }) => text === 'goodbye' });
  const twice = teams.fail('send', { kind: 'status', status: 502 }, { conversation: id, times: 2 });
  expect([await post(room), await post(room)].map((answer) => answer.slice(0, 3))).toEqual(['502', '502']);
  expect(twice.left()).toBe(0);

  const outage = teams.fail('metadata', { kind: 'status', status: 503 }, { times: Number.POSITIVE_INFINITY });
  const statuses = async () => (await fetch(teams.openIdMetadataUrl)).status;
  expect([await statuses(), await statuses(), await statuses()]).toEqual([503, 503, 503]);
  outage.stop();
  expect(await statuses()).toBe(200);
});

test('tokens that were given out are of no use once they are revoked', async () => {
  const room = await aTeamsWithAChat();
  room.teams.revokeTokens();
  expect(await post(room)).toMatch(/^401 /);
  expect(await post({ teams: room.teams, token: await tokenOf(room.teams) })).toMatch(/^201 /);
});
