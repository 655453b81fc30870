import { expect, test } from 'vitest';
import { aSlack } from '../fakes/slack/a-slack.ts';
import { inSlack, shownIn, startInSlack, whisperedTo } from '../support/in-slack.ts';
import { installationWith, soon } from '../support/installation.ts';
import { personAt } from '../support/person.ts';
import { countFired } from './fired.ts';

test('F35: whatever throws in one part fails alone, under a reference; what nobody can answer for ends with 70', async () => {
  const fired = countFired('F35');
  const slack = await aSlack();
  slack.addChannel('C1');
  const definitions = Object.fromEntries(
    ['doomed', 'cursed', 'good'].map((name) => [`${name}.yml`, 'command: "true"\n']),
  );
  const at = inSlack(
    installationWith(() => definitions),
    slack,
    'http',
  );
  const settings = { ...at.settings, NODE_OPTIONS: `--import=${new URL('./break-parts.ts', import.meta.url)}` };
  const server = await startInSlack({ ...at, settings }, slack);
  const person = personAt(at);
  const linesWith = (words: string) => server.said.out.split('\n').filter((line) => line.includes(words));
  const loggedBy = (words: string) => () => linesWith(words).map((line) => /"reference":"(\w+)"/.exec(line)?.[1]);

  const { code, message } = await person.say('problem', 'whoami');
  const [reference] = loggedBy('the handler is broken')();
  expect([code, reference !== undefined && message.includes(reference)]).toEqual(['bug', true]);
  fired('F35');

  expect((await person.say('problem', 'help')).code).toBe('bug');
  expect(server.said.err).toContain('A line of the log could not be written.');
  expect(server.said.out).not.toContain('unloggable');

  const page = await fetch(`${server.url}/runs/`);
  const words = await page.text();
  const [onPage] = loggedBy('the page is broken')();
  expect([page.status, onPage !== undefined && words.includes(onPage)]).toEqual([500, true]);

  const ada = slack.asUser('U1');
  for (const line of ['run doomed', 'run cursed', 'run good']) {
    expect((await ada.slash('C1', '/pipeline', line)).body).toBe('');
  }
  // Without its drawing a message is shown as plain text; without its card it is not shown, and keeps nothing back.
  await expect
    .poll(() => shownIn(slack, 'C1').toSorted(), soon)
    .toEqual([expect.stringMatching(/^cursed/), expect.stringMatching(/^good/)]);
  for (const part of ['renderer', 'card']) expect(loggedBy(`the ${part} is broken`)().length).toBeGreaterThan(0);
  expect((await person.sayToEnd('run doomed')).status).toBe('Completed');

  process.kill(server.pid, 'SIGUSR2');
  for (const stray of ['nobody waits for this', 'the round is broken']) {
    await expect.poll(loggedBy(stray), soon).toEqual([expect.any(String)]);
  }
  await ada.slash('C1', '/pipeline', 'whoami');
  await expect.poll(() => whisperedTo(slack, 'U1', 'C1').join(), soon).toContain('reference');
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);

  process.kill(server.pid, 'SIGURG');
  const { code: end, err } = await server.ended;
  const [last] = loggedBy('nobody catches this')();
  expect([end, last !== undefined && err.includes(last)]).toEqual([70, true]);
  // Nothing failed for not being counted.
  const uncounted = linesWith('the metrics are broken');
  expect(uncounted.length).toBeGreaterThan(0);
  expect(uncounted.filter((line) => !line.includes('something could not be counted'))).toEqual([]);

  const next = await startInSlack(at, slack);
  await ada.slash('C1', '/pipeline', 'run good');
  await expect
    .poll(() => shownIn(slack, 'C1').filter((text) => text.includes('Completed')).length, soon)
    .toBeGreaterThanOrEqual(3);
  expect(await next.stop()).toBe(0);
  expect(fired.tell('broken parts')).toEqual([]);
});
