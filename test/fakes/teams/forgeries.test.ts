import { expect, test, vi } from 'vitest';
import { aBotBuilder } from './a-botbuilder.ts';
import { aTeams } from './a-teams.ts';
import { forgeries, requestWith } from './forgeries/forgery.ts';

/** What Microsoft's own client takes: a bot must see to these by itself. */
const takenByMicrosoft = [
  'valid for ever',
  'the issuer of the emulator',
  'the newer issuer of the emulator',
  'the issuer of every emulator',
  'no service in the activity',
  'no service anywhere',
  'the service of somebody else',
  'a service with a name that looks right',
  'a service behind a user name',
  'a service without encryption',
  'another tenant',
  'no tenant',
];

test("an honest request is taken by Microsoft's own client, and all forged tokens but these are refused", async () => {
  // It writes every refusal to the console.
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const teams = await aTeams();
  const heard: string[] = [];
  await aBotBuilder(teams, async ({ activity }) => void heard.push(activity.id ?? ''));
  const { activity } = await teams.asUser('ada').say('help');

  expect((await teams.raw.raw(requestWith(teams, activity, {}))).status).toBe(200);
  const taken: string[] = [];
  for (const { name, request, refusedWith } of forgeries(teams, activity)) {
    // A body that is no activity ends its process.
    if (refusedWith.includes(400)) continue;
    const { status = 0 } = await teams.raw.raw(request);
    if (status === 200) taken.push(name);
    else expect([401, 403, 500], name).toContain(status);
  }
  expect(taken).toEqual(takenByMicrosoft);
  expect(heard).toHaveLength(2 + takenByMicrosoft.length);
});

test('there are more than sixty forgeries, and none is like another', async () => {
  const teams = await aTeams();
  teams.sendTo('http://127.0.0.1:9/');
  const { activity } = await teams.asUser('ada').say('help');
  const all = forgeries(teams, activity);
  expect(all.length).toBeGreaterThan(60);
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  const requests = all.map(({ request }) => JSON.stringify(request));
  expect(new Set(requests).size).toBe(all.length);
});
