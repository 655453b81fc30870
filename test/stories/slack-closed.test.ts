import { expect, test } from 'vitest';
import { aSlack } from '../fakes/slack/a-slack.ts';
import { visibleText } from '../fakes/slack/visible-text.ts';
import { inSlack, shownIn, startInSlack } from '../support/in-slack.ts';
import { installationWith, soon } from '../support/installation.ts';
import { personAt } from '../support/person.ts';
import { note } from '../support/small-pipelines.ts';

test('whoever subscribed a channel that Pipehand was removed from is told once, and it hears again when doctor finds it open', async () => {
  const slack = await aSlack();
  for (const id of ['C1', 'C2']) slack.addChannel(id);
  const at = inSlack(installationWith(note), slack, 'http');
  const server = await startInSlack(at, slack);
  const person = personAt(at);
  const ada = slack.asUser('U1');
  for (const channel of ['C1', 'C2']) await ada.slash(channel, '/pipeline', 'subscribe note');
  const checks = async () => (await person.say('checks', 'doctor')).checks;
  const found = async (name: string) => (await checks()).find((check) => check.name === name);
  await expect.poll(() => found('channel slack:T1/C2'), soon).toMatchObject({ state: 'ok', words: 'takes messages' });
  expect(await found('deliveries')).toMatchObject({ state: 'ok', words: 'no message was given up' });

  await expect.poll(() => shownIn(slack, 'C2'), soon).toHaveLength(1);
  slack.channel('C2').hasApp = false;
  const closed = { state: 'failed', words: expect.stringContaining('not in this channel') };
  expect(await found('channel slack:T1/C2')).toMatchObject({ ...closed, fix: expect.stringContaining('/invite') });
  expect(await found('channel slack:T1/C1')).toMatchObject({ state: 'ok' });

  await person.sayToEnd('run note text=a');
  const told = () => slack.messagesIn('DU1').map(visibleText);
  await expect.poll(told, soon).toEqual([expect.stringMatching(/rests.*takes nothing.*note.*doctor/s)]);
  await person.sayToEnd('run note text=b');
  await expect.poll(() => shownIn(slack, 'C1').at(-1), soon).toContain('text: b ');
  expect(await found('deliveries')).toMatchObject({
    state: 'warning',
    words: '1 message could not be delivered',
    fix: 'deliveries',
  });
  const logged = server.said.out.split('\n').filter((line) => line.includes('a message was not taken'));
  expect(logged.map((line) => JSON.parse(line))).toMatchObject([
    { channel: 'slack:T1/C2', kind: 'channel-closed', why: expect.stringContaining('not_in_channel') },
  ]);

  slack.channel('C2').hasApp = true;
  expect(await found('channel slack:T1/C2')).toMatchObject({ state: 'ok', words: expect.stringContaining('again') });
  expect(await found('channel slack:T1/C2')).toMatchObject({ state: 'ok', words: 'takes messages' });
  await person.sayToEnd('run note text=c');
  await expect.poll(() => shownIn(slack, 'C2').at(-1), soon).toContain('text: c ');
  expect(told()).toHaveLength(1);
  expect(await server.stop()).toBe(0);
});
