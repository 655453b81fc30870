import { expect, test } from 'vitest';
import { forgeries, requestWith } from '../../fakes/teams/forgeries/forgery.ts';
import { createQuickClock } from '../../faults/quick-clock.ts';
import { aTeamsRoom } from './a-teams-room.ts';

const hour = 3_600_000;

test('forged tokens and damaged bodies are refused, and leave nothing behind', async () => {
  const it = await aTeamsRoom();
  const { activity } = await it.teams.asUser('ada').say('help');
  const rows = () => it.store.db.selectFrom('teams_conversation').select('id').execute();
  const [before, handedIn] = [await rows(), it.handedIn()];
  expect((await it.teams.raw.raw(requestWith(it.teams, { ...activity, id: 'honest' }, {}))).status).toBe(200);
  for (const { name, request, refusedWith } of forgeries(it.teams, activity)) {
    const { status } = await it.teams.raw.raw(request);
    const isRefused = [400, ...refusedWith].includes(status ?? 0);
    expect({ name, status: isRefused ? 'refused' : status }).toEqual({ name, status: 'refused' });
  }
  expect(it.handedIn()).toBe(handedIn + 1);
  expect(await rows()).toEqual(before);
  const refused = it.warnings.filter((line) => line.includes('was refused'));
  expect(refused.length).toBeGreaterThan(5);
  expect(refused.join()).not.toContain('Bearer');
});

test('nothing of a request is read before its token, and what Teams itself sends in another form is logged', async () => {
  const it = await aTeamsRoom();
  const { activity } = await it.teams.asUser('ada').say('help');
  const body = () => '{"type":5}';
  const unsigned = requestWith(it.teams, activity, { body, authorization: () => undefined });
  expect((await it.teams.raw.raw(unsigned)).status).toBe(401);
  const warned = it.warnings.length;
  expect((await it.teams.raw.raw(requestWith(it.teams, activity, { body }))).status).toBe(400);
  expect(it.warnings.slice(warned).join()).toContain('could not be read');
});

test('keys that change under way refuse nobody, and a key that is gone signs nothing any more', async () => {
  const it = await aTeamsRoom();
  const ada = it.teams.asUser('ada');
  const old = it.teams.keys.current();
  const statuses = [];
  for (let round = 0; round < 4; round += 1) {
    statuses.push((await ada.say('help')).status);
    it.teams.rotateKeys();
    statuses.push(...(await Promise.all([ada.say('help'), ada.say('help')])).map(({ status }) => status));
  }
  expect(new Set(statuses)).toEqual(new Set([200]));
  it.teams.rotateKeys('go');
  const { activity } = await ada.say('help');
  const authorization = () => `Bearer ${it.teams.sign(it.teams.raw.claimsFor(activity), old)}`;
  expect((await it.teams.raw.raw(requestWith(it.teams, activity, { authorization }))).status).toBe(401);
});

test('whoever invents key ids does not make Pipehand ask for keys without end', async () => {
  const it = await aTeamsRoom();
  const { activity } = await it.teams.asUser('ada').say('help');
  const asked = () => it.teams.ledger.calls.filter(({ operation }) => operation === 'keys').length;
  for (let count = 0; count < 40; count += 1) {
    const header = { kid: `invented-${count}` };
    const authorization = () => `Bearer ${it.teams.sign(it.teams.raw.claimsFor(activity), undefined, header)}`;
    expect((await it.teams.raw.raw(requestWith(it.teams, activity, { authorization }))).status).toBe(401);
  }
  expect(asked()).toBeLessThanOrEqual(12);
  expect((await it.teams.asUser('ada').say('help')).status).toBe(200);
});

test('two days without the keys’ server refuse nobody; before they are known, Teams is asked to send again', async () => {
  let elapsed = 0;
  const systemNow = Date.now();
  const clock = { ...createQuickClock({ epoch: systemNow, speed: 1 }), elapsed: () => elapsed };
  const it = await aTeamsRoom({ roomClock: clock });
  const ada = it.teams.asUser('ada');
  const outages = (['metadata', 'keys'] as const).map((document) =>
    it.teams.fail(document, { kind: 'status', status: 503 }, { times: 10_000 }),
  );
  expect((await ada.say('help', { copies: 1 })).status).toBe(503);
  for (const outage of outages) outage.stop();
  expect((await ada.say('help')).status).toBe(200);

  it.teams.fail('metadata', { kind: 'drop' }, { times: 10_000 });
  for (let hours = 0; hours < 48; hours += 3) {
    elapsed += 3 * hour;
    expect((await ada.say('help')).status).toBe(200);
  }
  elapsed += 4 * 24 * hour;
  expect((await ada.say('help', { copies: 1 })).status).toBe(503);
});

test('a request that cannot be kept is not acknowledged, and is taken when it comes again', async () => {
  const it = await aTeamsRoom();
  const ada = it.teams.asUser('ada');
  it.setBroken(true);
  const lost = await ada.say('run churn', { copies: 1 });
  expect([lost.status, lost.isAcknowledged]).toEqual([503, false]);
  it.setBroken(false);
  const again = await lost.again();
  expect([again.status, (await it.inbox()).map(({ text }) => text)]).toEqual([200, ['run churn']]);
});

test('one request has one effect, however often, however late and in whatever order it is delivered', async () => {
  const it = await aTeamsRoom();
  const ada = it.teams.asUser('ada');
  const lines = await Promise.all(
    Array.from({ length: 10 }, (_, at) => ada.say(`run churn lr=${at}`, { copies: (at % 3) + 1 })),
  );
  await Promise.all(lines.reverse().flatMap((line) => [line.again({ copies: 2 }), line.again()]));
  expect((await it.inbox()).map(({ text }) => text).sort()).toEqual(lines.map((_, at) => `run churn lr=${at}`));
});
