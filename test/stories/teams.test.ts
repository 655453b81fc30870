import { expect, test } from 'vitest';
import { linksIn, pingsIn, visibleText } from '../fakes/teams/visible-text.ts';
import { expectNoComplaints, installedInTeams, seen, shownIn, startInTeams } from '../support/in-teams.ts';
import { installationWith, linesIn, soon } from '../support/installation.ts';
import { pipehand } from '../support/pipehand.ts';
import { fall, greet, note, patient, waits } from '../support/small-pipelines.ts';

test('installed in a channel, a run is one card that is edited to its end, and its thread knows the run', async () => {
  const { teams, ada, at } = await installedInTeams(installationWith(greet));
  await seen(teams, 'ml', 'Pipehand is here');

  const command = await ada.say('run greet name=teams', { in: 'ml' });
  await Promise.all([command.again({ copies: 3 }), command.again()]);
  const card = await seen(teams, 'ml', 'Completed');
  expect(linesIn(at, 'greetings')).toEqual(['hello teams 1']);
  expect([card.thread, card.before.length > 0]).toEqual([card.id, true]);
  expect(teams.messagesIn('ml')).toHaveLength(2);

  await ada.say('logs write', { thread: card });
  const [, line = ''] = /and say: (logs .* --share)$/m.exec(visibleText(await seen(teams, 'ada', '60'))) ?? [];
  await ada.say(line, { thread: card });
  expect((await seen(teams, 'ml', 'shared by Ada')).thread).toBe(card.id);
  await ada.say('Hello');
  await seen(teams, 'ada', 'subscribe');
  expectNoComplaints(teams);
});

test('an admin publishes and disables; a run that is refused is told where it was asked for', async () => {
  const { teams, ada, at } = await installedInTeams(installationWith(note), { isAdmin: true });
  const bob = teams.asUser('bob', { name: 'Bob' });
  await bob.say('publish note as noted', { in: 'ml' });
  await seen(teams, 'ml', `PIPEHAND_ADMINS=teams:${bob.id}`);
  await ada.say('publish note as noted', { in: 'ml' });
  await seen(teams, 'ml', 'noted');
  await ada.say('disable note --why "being repaired"', { in: 'ml' });
  await seen(teams, 'ml', 'Disabled note');
  const refused = await bob.say('run note', { in: 'ml' });
  const answers = () => teams.messagesIn('ml').filter(({ thread }) => thread === refused.message?.id);
  await expect.poll(() => answers().map(visibleText), soon).toEqual([expect.stringContaining('being repaired')]);
  expect(linesIn(at, 'notes')).toEqual([]);
  expectNoComplaints(teams);
});

test('a failure mentions whoever asked, once, in the thread; retry said there runs it again', async () => {
  const { teams, ada } = await installedInTeams(installationWith(() => fall()));
  await ada.say('run fall', { in: 'ml' });
  const alert = await seen(teams, 'ml', 'no such column');
  const card = await seen(teams, 'ml', 'Failed');
  const alerts = () => teams.messagesIn('ml').filter((one) => pingsIn(one).length > 0);
  await expect.poll(() => alerts().map(pingsIn), soon).toEqual([[ada.id]]);
  expect(alerts()[0]?.thread).not.toBe(alerts()[0]?.id);
  await ada.say('retry', { thread: alerts()[0] ?? alert });
  await expect.poll(() => alerts().length, soon).toBe(2);
  const led = await seen(teams, 'ml', 'Started from this thread');
  const [first, second] = alerts();
  expect([led.thread, linksIn(led)]).toEqual([first?.thread, [expect.stringContaining(`/${second?.thread}?`)]]);
  expect(card.conversation).toBe(alert.conversation);
  expectNoComplaints(teams);
});

test('a form asks for typed parameters, and the run has them', async () => {
  const { teams, ada, at } = await installedInTeams(installationWith(greet));
  await ada.say('run greet --form', { in: 'ml' });
  const offer = await seen(teams, 'ml', 'Open form');
  await ada.openDialog(offer, 'Open form');
  const [form] = ada.dialogs();
  if (!form) throw new Error(`no form opened: ${teams.ledger.unshown}`);
  const labels = JSON.stringify(form.card).match(/"label":"[^"]*"/g) ?? [];
  const label = (name: string) => labels.find((one) => one.includes(name))?.slice(9, -1) ?? name;
  await ada.submitDialog(form, { [label('name')]: 'teams', [label('times')]: '3' });
  await seen(teams, 'ml', 'Completed');
  expect(linesIn(at, 'greetings')).toEqual(['hello teams 3']);
  expectNoComplaints(teams);
});

test('killed while a run goes on: it is taken up, cancelled by its button, and subscribers hear of it', async () => {
  const both = installationWith((world) => ({ ...patient(world), ...note(world) }));
  const { teams, ada, at, server } = await installedInTeams(both);
  teams.addChannel('news');
  await ada.say('subscribe *', { in: 'news' });
  await seen(teams, 'news', 'hears of all pipelines');
  await ada.say('run patient', { in: 'ml' });
  const card = await seen(teams, 'ml', 'Running');
  await server.crash();

  await startInTeams(at, teams);
  await expect.poll(() => waits(at), soon).toBe(true);
  await ada.press(card, 'Yes: Cancel run');
  await seen(teams, 'ml', 'Canceled');
  expect(waits(at)).toBe(false);
  // Nobody said anything in this channel since the restart.
  await pipehand(at, ['say', 'run note --wait']);
  await seen(teams, 'news', 'note');
  expectNoComplaints(teams);
});

test('strangers start nothing, a removed app is silent, and doctor says how Teams stands', async () => {
  const { teams, ada, at } = await installedInTeams(installationWith(note));
  await teams.asUser('guest', { isGuest: true }).say('run note', { in: 'ml' });
  await seen(teams, 'ml', 'members of its own');
  expect((await teams.asUser('eve', { tenant: '99999999-2222-4333-8444-555555555555' }).say('run note')).status).toBe(
    403,
  );
  expect(linesIn(at, 'notes')).toEqual([]);
  await ada.say('doctor');
  await seen(teams, 'ada', 'Microsoft gives Pipehand a token');

  await ada.say('subscribe *', { in: 'ml' });
  await seen(teams, 'ml', 'hears of all pipelines');
  await ada.uninstall('ml');
  const before = teams.messagesIn('ml').length;
  await pipehand(at, ['say', 'run note --wait']);
  const { code, out } = await pipehand(at, ['doctor']);
  expect([code, out]).toEqual([3, expect.stringContaining('removed')]);
  expect(teams.messagesIn('ml')).toHaveLength(before);
  expect(teams.ledger.calls.filter(({ status }) => status === 403).map(({ operation }) => operation)).toEqual([]);
});

test('settings of Teams that do not go together are refused before anything starts, and no secret is repeated', async () => {
  const at = installationWith(note);
  const settings = { MicrosoftAppPassword: 'a~secret~of~letters', MicrosoftAppType: 'MultiTenant' };
  const { code, err } = await pipehand({ ...at, settings }, ['start']);
  expect(code).toBe(2);
  expect(err).toContain('MicrosoftAppType must be SingleTenant or UserAssignedMSI');
  expect(err).not.toContain('a~secret');
});

test('where nobody knows whether a card was shown, it is posted once more and says so, and the other stays as it is', async () => {
  const { teams, ada, at } = await installedInTeams(installationWith(note));
  await seen(teams, 'ml', 'Pipehand is here');
  const lost = teams.fail('create', { kind: 'accept-drop' });
  await ada.say('run note', { in: 'ml' });
  await expect.poll(() => lost.left(), soon).toBe(0);
  const repeats = () => shownIn(teams, 'ml').filter((one) => one.includes('may have been shown before'));
  await expect.poll(() => repeats().length, { timeout: 40_000 }).toBe(1);
  await seen(teams, 'ml', 'Completed');
  expect([teams.messagesIn('ml').length, linesIn(at, 'notes')]).toEqual([3, ['noted nothing']]);
  expectNoComplaints(teams);
}, 60_000);
