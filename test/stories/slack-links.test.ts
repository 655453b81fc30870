import { expect, test } from 'vitest';
import { aSlack } from '../fakes/slack/a-slack.ts';
import { linksIn } from '../fakes/slack/visible-text.ts';
import { inSlack, messageAt, shownIn, startInSlack } from '../support/in-slack.ts';
import { installationWith, soon } from '../support/installation.ts';
import { fall } from '../support/small-pipelines.ts';
import { send } from '../web/raw-client.ts';
import { readHtml } from '../web/read-html.ts';

const host = 'pipehand.example.com';
const answer = { 'answer.yml': 'command: echo forty-two > "outputs/the answer.txt"\n' };

test('cards lead to the page, the logs and the files of a run, and show them to whom chat has let in', async () => {
  const slack = await aSlack();
  slack.addChannel('C1');
  const installed = installationWith(() => ({ ...answer, ...fall() }));
  const at = inSlack({ ...installed, settings: { PIPEHAND_URL: `https://${host}` } }, slack, 'http');
  const { url } = await startInSlack(at, slack);
  const port = Number(new URL(url).port);
  const ada = slack.asUser('U1');

  /** Follows a link as a browser with this cookie does, behind the proxy that the address names. */
  const follow = (link: string | undefined, cookie = '') => {
    const { origin, pathname, search } = new URL(link ?? '');
    expect(origin).toBe(`https://${host}`);
    return send(port, { target: `${pathname}${search}`, host, headers: [['Cookie', cookie]] });
  };

  await ada.slash('C1', '/pipeline', 'run answer');
  await expect.poll(() => shownIn(slack, 'C1'), soon).toEqual([expect.stringContaining('Completed')]);
  const [file, page] = linksIn(messageAt(slack, 'C1', 0));
  expect(file).toMatch(/\/runs\/[^/]+\/artifacts\/answer\/outputs\/the%20answer\.txt$/);
  const closed = await follow(file);
  expect([closed.status, closed.body.toString()]).toEqual([401, expect.not.stringContaining('forty-two')]);
  expect(readHtml(closed.body.toString()).texts).toContain(`open ${page?.split('/')[4]}`);

  await ada.slash('C1', '/pipeline', `open ${page?.split('/')[4]}`);
  await expect.poll(() => slack.onlyFor('U1', 'C1').flatMap(linksIn).length, soon).toBe(1);
  const [personal] = slack.onlyFor('U1', 'C1').flatMap(linksIn);
  const ticket = new URL(personal ?? '').searchParams.get('ticket') ?? '';
  const { attributes } = readHtml((await follow(personal)).body.toString());
  const to = attributes.filter(([name]) => name === 'input value').map(([, value]) => value)[1] ?? '';
  const letIn = await send(port, {
    ...{ method: 'POST', target: '/access', host, body: new URLSearchParams({ ticket, to }).toString() },
    headers: [
      ['Origin', `https://${host}`],
      ['Cookie', cookieIn(closed)],
      ['Content-Type', 'application/x-www-form-urlencoded'],
    ],
  });
  expect([letIn.status, `https://${host}${letIn.headers.get('location')}`]).toEqual([303, file]);
  const cookie = cookieIn(letIn);
  expect((await follow(file, cookie)).body.toString()).toBe('forty-two\n');
  expect((await follow(page, cookie)).body.toString()).toContain('the answer.txt');

  await ada.directMessage('run fall');
  await expect.poll(() => shownIn(slack, 'DU1'), soon).toEqual([expect.anything(), expect.stringMatching(/^↳ /)]);
  await ada.directMessage('logs last-failed');
  await expect.poll(() => shownIn(slack, 'DU1').length, soon).toBe(3);
  const [ofCard, ofAlert, ofAnswer] = [0, 1, 2].map((place) => linksIn(messageAt(slack, 'DU1', place))[0]);
  expect([ofAlert, ofAnswer]).toEqual([ofCard, ofCard]);
  expect((await follow(ofCard, cookie)).body.toString()).toContain('ValueError: no such column');
  const unseen = await follow(ofCard);
  expect([unseen.status, unseen.body.toString()]).toEqual([401, expect.not.stringContaining('no such column')]);
  expect([slack.ledger.tooMany, slack.ledger.unshown]).toEqual([[], []]);
});

function cookieIn({ headers }: { headers: ReadonlyMap<string, string> }): string {
  return headers.get('set-cookie')?.split(';')[0] ?? '';
}
