import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import type { Slack } from '../../fakes/slack/slack.ts';
import type { Delivery, Sending } from '../../fakes/slack/to-app/delivery.ts';
import { createQuickClock } from '../../faults/quick-clock.ts';
import { seed, seeded } from '../../faults/seeded.ts';
import { amount } from '../../support/generated.ts';
import { soon } from '../../support/installation.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import type { SlackProcessSettings } from './a-slack-process.ts';
import { aSlackRoom, aSlackWithAChannel } from './a-slack-room.ts';

const ways = ['http', 'socket'] as const;

/** Sent once, and never again by Slack itself. */
const justOnce: Sending = { copies: 1 };

test.for(ways)('nothing is acknowledged that could not be kept, over %s', async (way) => {
  // Slack waits three seconds for an acknowledgement over a socket: not as long here.
  const clock = way === 'socket' ? createQuickClock({ epoch: Date.now(), speed: 10 }) : systemClock;
  const it = await aSlackRoom(way, { clock });
  const ada = it.slack.asUser('U1');
  it.setBroken(true);
  const sent = [
    await ada.slash('C1', '/pipeline', 'status', justOnce),
    await ada.mention('C1', 'list', justOnce),
    await ada.directMessage('runs', justOnce),
  ];
  expect(sent.map(({ isAcknowledged, status }) => ({ isAcknowledged, status }))).toEqual(
    sent.map(() => ({ isAcknowledged: false, status: way === 'http' ? 503 : undefined })),
  );
  expect([it.handedIn(), await it.inbox()]).toEqual([3, []]);
  it.setBroken(false);
  for (const delivery of sent) expect((await delivery.again()).isAcknowledged).toBe(true);
  expect((await it.inbox()).map(({ text }) => text)).toEqual(['status', 'list', 'runs']);
});

test(`whatever comes one to four times, in any order and by both ways, is one request (seed ${seed})`, async () => {
  const { pick, below, shuffled } = seeded(seed);
  const it = await aSlackRoom('both');
  const ada = it.slack.asUser('U1');
  it.setBroken(true);
  const deliveries: Delivery[] = [];
  for (let number = 0; number < amount(10_000); number += 1) {
    const say = pick([
      () => ada.slash('C1', '/pipeline', `status ${number}`, justOnce),
      () => ada.mention('C1', `status ${number}`, justOnce),
      () => ada.directMessage(`status ${number}`, justOnce),
    ]);
    deliveries.push(await say());
  }
  it.setBroken(false);
  const attempts = shuffled(deliveries.flatMap((delivery) => Array.from({ length: 1 + below(4) }, () => delivery)));
  while (attempts.length > 0) {
    // Those that are sent together may overtake each other.
    it.slack.sendTo(pick([it.url, 'socket']));
    const together = attempts.splice(0, 1 + below(8));
    const answers = await Promise.all(together.map((delivery) => delivery.again()));
    expect(answers.map(({ isAcknowledged }) => isAcknowledged)).toEqual(together.map(() => true));
  }
  const said = (await it.inbox()).map(({ text }) => text).sort();
  expect(said).toEqual(deliveries.map((_, number) => `status ${number}`).sort());
});

const deaths = ways.flatMap((way) => (['before-commit', 'after-commit'] as const).map((dies) => ({ way, dies })));

test.for(deaths)(
  'killed $dies, over $way: not acknowledged, and one request once Slack sends it again',
  async ({ way, dies }) => {
    const clock = way === 'socket' ? createQuickClock({ epoch: Date.now(), speed: 10 }) : systemClock;
    const slack = await aSlackWithAChannel({ clock });
    const file = join(temporaryFolder(), 'pipehand.db');
    const { ended } = await startProcess(slack, way, { file, dies });
    const delivery = await slack.asUser('U1').mention('C1', 'run churn', justOnce);
    expect([delivery.isAcknowledged, delivery.status]).toEqual([false, undefined]);
    await ended;
    // Slack sends nothing more over the connections of a process that is no more.
    slack.sockets.cut();

    const it = await aSlackRoom(way, { before: { slack, file } });
    expect(await it.inbox()).toHaveLength(dies === 'after-commit' ? 1 : 0);
    await expect.poll(async () => (await delivery.again()).isAcknowledged, soon).toBe(true);
    expect(await it.inbox()).toEqual([expect.objectContaining({ text: 'run churn' })]);
  },
);

/** Starts a process that takes requests; answers when it has ended. */
async function startProcess(slack: Slack, way: 'http' | 'socket', settings: Omit<SlackProcessSettings, 'slack'>) {
  const { signingSecret, appToken, apiUrl } = slack;
  const door = way === 'http' ? { signingSecret } : { appToken };
  const whole: SlackProcessSettings = {
    ...settings,
    slack: { botToken: slack.team().botToken, apiUrl, command: '/pipeline', progress: 'classic', ...door },
  };
  const script = join(import.meta.dirname, 'a-slack-process.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, JSON.stringify(whole)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const ended = once(child, 'close');
  const [said] = await once(child.stdout, 'data');
  if (way === 'http') slack.sendTo(`http://127.0.0.1:${String(said).trim()}/slack/events`);
  else await expect.poll(() => slack.sockets.count(), soon).toBe(2);
  return { ended };
}
