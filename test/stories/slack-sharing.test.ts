import { expect, test } from 'vitest';
import { aSlack } from '../fakes/slack/a-slack.ts';
import { linksIn, pingsIn, visibleText } from '../fakes/slack/visible-text.ts';
import { inSlack, messageAt, shownIn, startInSlack, whisperedTo } from '../support/in-slack.ts';
import { installationWith, soon } from '../support/installation.ts';
import { personAt } from '../support/person.ts';

const count = { 'count.yml': 'command: |\n  seq 1 2000\n  echo forty-two > outputs/answer.txt\n' };

test('what one person reads they can share, and a long log and an artifact are files in the thread', async () => {
  const slack = await aSlack();
  slack.addChannel('C1');
  slack.addChannel('C2');
  const at = inSlack(
    installationWith(() => count),
    slack,
    'http',
  );
  await startInSlack(at, slack);
  const ada = slack.asUser('U1', { name: 'Ada' });
  await ada.slash('C1', '/pipeline', 'run count');
  await expect.poll(() => shownIn(slack, 'C1'), soon).toEqual([expect.stringContaining('Completed')]);
  expect(visibleText(messageAt(slack, 'C1', 0))).toContain('\nAda ');
  expect(pingsIn(messageAt(slack, 'C1', 0))).toEqual([]);

  await ada.slash('C1', '/pipeline', 'runs count');
  await expect
    .poll(() => whisperedTo(slack, 'U1', 'C1'), soon)
    .toEqual([expect.stringContaining('[Share to channel]')]);
  const [runs] = slack.onlyFor('U1', 'C1');
  if (!runs) throw new Error('there is no answer');
  expect(visibleText(runs)).toMatch(/\nTry|Look closer: \/pipeline status \w+\n/);
  await ada.press(runs, 'Share to channel');
  const shared = expect.stringMatching(/^Runs \(count\)\nshared by Ada\nRun \| Pipeline .* \| Ada\n/s);
  await expect.poll(() => shownIn(slack, 'C1').slice(1), soon).toEqual([shared]);
  expect(shownIn(slack, 'C1')[1]).not.toContain('[Share to channel]');

  // A refusal is nobody else's business, and in a direct conversation there is nobody else.
  await ada.slash('C1', '/pipeline', 'status 0000');
  await expect.poll(() => whisperedTo(slack, 'U1', 'C1').length, soon).toBe(2);
  expect(whisperedTo(slack, 'U1', 'C1')[1]).not.toContain('[Share to channel]');
  await ada.directMessage('runs count');
  await expect.poll(() => shownIn(slack, 'DU1'), soon).toEqual([expect.stringContaining('Completed')]);
  expect(shownIn(slack, 'DU1')[0]).not.toContain('[Share to channel]');

  await ada.slash('C2', '/pipeline', 'logs last');
  await expect.poll(() => whisperedTo(slack, 'U1', 'C2').length, soon).toBe(1);
  expect(whisperedTo(slack, 'U1', 'C2')[0]).toMatch(/\n1951\n.*\n2000\n.*\[Share to channel\]/s);
  const [logs] = slack.onlyFor('U1', 'C2');
  if (!logs) throw new Error('there is no log');
  expect([linksIn(logs), JSON.stringify(logs)]).toEqual([[], expect.not.stringContaining(at.home)]);
  await ada.press(logs, 'Send the whole log as a file');
  await expect.poll(() => slack.ledger.files.length, soon).toBe(1);
  await ada.slash('C2', '/pipeline', 'artifacts last');
  await expect.poll(() => whisperedTo(slack, 'U1', 'C2').length, soon).toBe(2);
  const [, artifacts] = slack.onlyFor('U1', 'C2');
  if (!artifacts) throw new Error('there are no artifacts');
  expect([linksIn(artifacts), JSON.stringify(artifacts)]).toEqual([[], expect.not.stringContaining(at.home)]);
  await ada.press(artifacts, 'Send answer.txt');
  await expect.poll(() => slack.ledger.files.length, soon).toBe(2);
  const [log, artifact] = slack.ledger.files;
  const roots = slack.messagesIn('C2').filter((message) => message.threadTs === undefined);
  expect([log?.threadTs, artifact?.threadTs]).toEqual(roots.map(({ ts }) => ts));
  expect(log?.name).toMatch(/^\w{4}-count\.log$/);
  expect(log?.bytes?.toString().split('\n').slice(0, -1)).toEqual(
    Array.from({ length: 2_000 }, (_, line) => `${line + 1}`),
  );
  expect([artifact?.name, artifact?.bytes?.toString()]).toEqual(['answer.txt', 'forty-two\n']);

  const bob = personAt(at, 'bob');
  expect(await bob.say('problem', 'logs last --file')).toMatchObject({ message: 'Files can be sent in Slack only.' });
  expect(await bob.say('runs', 'runs --share')).toMatchObject({ kind: 'runs' });
  expect(slack.ledger.tooMany).toEqual([]);
});
