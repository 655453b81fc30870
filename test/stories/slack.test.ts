import { expect, test } from 'vitest';
import { aSlack } from '../fakes/slack/a-slack.ts';
import { pingsIn, visibleText } from '../fakes/slack/visible-text.ts';
import { inSlack, shownIn, startInSlack } from '../support/in-slack.ts';
import { installationWith, linesIn, soon } from '../support/installation.ts';
import { pipehand } from '../support/pipehand.ts';
import { fall, note, patient, waits } from '../support/small-pipelines.ts';

test('a run in Slack is one message that ends as the run did; buttons and its thread know the run', async () => {
  const slack = await aSlack();
  slack.addChannel('C1', { name: 'ml' });
  const at = inSlack(
    installationWith((world) => ({ ...note(world), ...fall() })),
    slack,
    'http',
  );
  const server = await startInSlack(at, slack);
  const ada = slack.asUser('U1', { name: 'ada' });
  const command = await ada.slash('C1', '/pipeline', 'run note text=from-slack');
  expect([command.isAcknowledged, command.body]).toEqual([true, '']);
  // It may come several times: the very same bytes, or signed anew.
  await Promise.all([command.again({ skew: 5 }), command.again({ copies: 3 }), command.again({ skew: -9, copies: 2 })]);
  await expect.poll(() => shownIn(slack, 'C1'), soon).toEqual([expect.stringContaining('Completed')]);
  expect(linesIn(at, 'notes')).toEqual(['noted from-slack']);
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).toContain('pipehand_inbound_requests_total{platform="slack",kind="slash",result="accepted"} 1\n');
  const [card] = slack.messagesIn('C1');
  if (!card) throw new Error('there is no card');

  await ada.mention('C1', 'logs', { thread: card.ts });
  await expect.poll(() => slack.onlyFor('U1', 'C1').map(visibleText), soon).toEqual([expect.stringContaining('note')]);
  const [logs] = slack.onlyFor('U1', 'C1');
  expect(logs?.threadTs).toBe(card.ts);
  await slack.asUser('U2', { name: 'bob' }).press(card, 'Show artifacts');
  await expect.poll(() => slack.onlyFor('U2', 'C1').length, soon).toBe(1);

  await ada.directMessage('run fall');
  await expect
    .poll(() => shownIn(slack, 'DU1'), soon)
    .toEqual([expect.stringContaining('Failed'), expect.stringMatching(/^↳ .*no such column/s)]);
  const [failed, alert] = slack.messagesIn('DU1');
  expect([alert?.threadTs, alert && pingsIn(alert)]).toEqual([failed?.ts, ['U1']]);
  expect(shownIn(slack, 'C1')).toEqual([expect.stringContaining('Completed')]);
  expect([slack.ledger.tooMany, slack.ledger.unshown]).toEqual([[], []]);
});

test('killed while a run goes on, over a socket: it is taken up, and its one message ends as the run did', async () => {
  const slack = await aSlack();
  slack.addChannel('C1');
  const at = inSlack(installationWith(patient), slack, 'socket');
  const first = await startInSlack(at, slack);
  const ada = slack.asUser('U1');
  await ada.slash('C1', '/pipeline', 'run patient');
  await expect.poll(() => shownIn(slack, 'C1'), soon).toEqual([expect.stringContaining('Running')]);
  await first.crash();
  slack.sockets.cut();
  const lost = await ada.mention('C1', 'cancel', { thread: slack.messagesIn('C1')[0]?.ts ?? '', copies: 1 });
  expect(lost.isAcknowledged).toBe(false);

  await startInSlack(at, slack);
  await expect.poll(() => waits(at), soon).toBe(true);
  await expect.poll(async () => (await lost.again()).isAcknowledged, soon).toBe(true);
  await expect.poll(() => shownIn(slack, 'C1'), soon).toEqual([expect.stringContaining('Canceled')]);
  expect(waits(at)).toBe(false);
});

test('strangers start nothing, nor does anybody where Pipehand was not invited, and doctor says how Slack stands', async () => {
  const slack = await aSlack();
  slack.addChannel('C1');
  slack.addChannel('C2', { hasApp: false });
  const at = inSlack(installationWith(note), slack, 'http');
  await startInSlack(at, slack);
  await slack.asUser('U2', { isGuest: true }).slash('C1', '/pipeline', 'run note');
  await slack.asUser('U3', { homeTeam: 'T9' }).mention('C1', 'run note');
  await expect
    .poll(() => [...slack.onlyFor('U2', 'C1'), ...slack.onlyFor('U3', 'C1')].map(visibleText), soon)
    .toEqual([expect.stringContaining('members of its own workspace'), expect.stringContaining('members of its own')]);
  const uninvited = await slack.asUser('U1').slash('C2', '/pipeline', 'run note');
  expect(uninvited.body).toContain('/invite @Pipehand');
  expect(linesIn(at, 'notes')).toEqual([]);

  await slack.asUser('U1').slash('C1', '/pipeline', 'doctor');
  await expect
    .poll(() => slack.onlyFor('U1', 'C1').map(visibleText), soon)
    .toEqual([expect.stringContaining('speaks as @Pipehand in T1')]);
  expect(slack.messagesIn('C1')).toEqual([]);
});

test('settings of Slack that do not go together are refused before anything starts, and no secret is repeated', async () => {
  const at = installationWith(note);
  const settings = { SLACK_SIGNING_SECRET: 'a secret of sixteen letters', SLACK_APP_TOKEN: 'xoxb-wrong-place' };
  const { code, err } = await pipehand({ ...at, settings }, ['start']);
  expect(code).toBe(2);
  expect(err).toContain('SLACK_APP_TOKEN must be an app-level token, which begins with xapp-');
  expect(err).not.toContain('a secret of');
  expect(err).not.toContain('wrong-place');
});
