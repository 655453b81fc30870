import { expect, test } from 'vitest';
import { aSlack } from '../fakes/slack/a-slack.ts';
import { inSlack, shownIn, startInSlack } from '../support/in-slack.ts';
import { installationWith, soon } from '../support/installation.ts';
import { personAt } from '../support/person.ts';
import { pipehand, startServer } from '../support/pipehand.ts';
import { countFired } from './fired.ts';

const good = { 'good.yml': 'command: "true"\n' };

test('F17: with every file taken it says so, keeps what it took on, and goes on by itself; a start says why it cannot', async () => {
  const fired = countFired('F17');
  const at = installationWith(() => good);
  const settings = { NODE_OPTIONS: `--import=${new URL('./take-files.ts', import.meta.url)}` };
  const server = await startServer({ ...at, settings }, ['prlimit', '--nofile=64']);
  const person = personAt(at);
  expect((await person.sayToEnd('run good')).status).toBe('Completed');
  process.kill(server.pid, 'SIGUSR2');
  await expect.poll(() => server.said.err, soon).toContain('every file is taken');
  const refused = await person.say('problem', 'run good');
  expect(refused).toMatchObject({ code: 'unavailable', fix: expect.stringContaining('ulimit -n') });
  fired('F17');
  process.kill(server.pid, 'SIGUSR2');
  await expect.poll(() => server.said.err, soon).toContain('every file is given back');
  expect((await person.sayToEnd('run good')).status).toBe('Completed');
  expect((await person.say('runs', 'runs')).runs.map(({ status }) => status)).toEqual(['Completed', 'Completed']);

  const another = { ...installationWith(() => good), settings: { PORT: new URL(server.url).port } };
  const late = await pipehand(another, ['start']);
  expect(late).toMatchObject({ code: 3, err: expect.stringContaining(`port ${another.settings.PORT}`) });
  fired('F17');
  expect(await server.stop()).toBe(0);
  await expect(startServer(at, ['prlimit', '--nofile=26'])).rejects.toThrow(/ended with 3: .*ulimit -n/s);
  expect(fired.tell('no more files')).toEqual([]);
});

test('F17: with little memory long logs and many runs are taken all the same', async () => {
  const fired = countFired('F17');
  const definitions = { 'wordy.yml': 'command: head -c 20000000 /dev/zero | tr "\\\\0" x; seq 1 1000000; exit 1\n' };
  const at = installationWith(() => definitions);
  const server = await startServer({ ...at, settings: { NODE_OPTIONS: '--max-old-space-size=40' } });
  const person = personAt(at);
  const runs = await Promise.all(Array.from({ length: 4 }, () => person.sayToEnd('run wordy')));
  expect(runs.map(({ status }) => status)).toEqual(runs.map(() => 'Failed'));
  const { log } = await person.say('log', 'logs last');
  expect(JSON.stringify(log)).toContain('1000000');
  fired('F17');
  expect(await server.stop()).toBe(0);
  expect(fired.tell('little memory')).toEqual([]);
});

test('F17: while no name is found no command is lost and doctor says why, and all goes on by itself once names are found', async () => {
  const fired = countFired('F17');
  const slack = await aSlack();
  slack.addChannel('C1');
  const at = inSlack(
    installationWith(() => good),
    slack,
    'http',
  );
  const settings = {
    ...at.settings,
    SLACK_API_URL: slack.apiUrl.replace('127.0.0.1', 'localhost'),
    NODE_OPTIONS: `--import=${new URL('./lose-names.ts', import.meta.url)}`,
  };
  const server = await startInSlack({ ...at, settings }, slack);
  const person = personAt(at);
  const ada = slack.asUser('U1');
  const refused = await ada.slash('C1', '/pipeline', 'run good');
  expect(refused.body).toContain('Nothing was run');
  const mention = await ada.mention('C1', 'run good', { copies: 1 });
  expect(mention.isAcknowledged).toBe(false);
  const { checks } = await person.say('checks', 'doctor');
  expect(JSON.stringify(checks.filter(({ state }) => state !== 'ok'))).toContain('ENOTFOUND');
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  expect((await person.sayToEnd('run good')).status).toBe('Completed');
  expect(shownIn(slack, 'C1')).toEqual([]);
  fired('F17');

  process.kill(server.pid, 'SIGUSR2');
  await expect.poll(async () => (await mention.again()).isAcknowledged, soon).toBe(true);
  await expect.poll(() => shownIn(slack, 'C1'), soon).toEqual([expect.stringContaining('good')]);
  expect(await server.stop()).toBe(0);
  expect(fired.tell('no names')).toEqual([]);
});
