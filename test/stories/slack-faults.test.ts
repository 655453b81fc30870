import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aSlack } from '../fakes/slack/a-slack.ts';
import type { Fault } from '../fakes/slack/faults.ts';
import type { Slack } from '../fakes/slack/slack.ts';
import { longTest } from '../faults/seeded.ts';
import { proving } from '../support/generated.ts';
import { inSlack, shownIn, startInSlack } from '../support/in-slack.ts';
import { installationWith, soon } from '../support/installation.ts';
import { late, note } from '../support/small-pipelines.ts';

/** Milliseconds for which Slack is out of order. */
const outage = proving ? 30_000 : 5_000;

/** What Slack answers meanwhile, in turn: first that it failed where it did not. */
const answers: readonly Fault[] = [
  { kind: 'accept-500' },
  { kind: 'limited', retryAfter: 1 },
  { kind: 'status', status: 500 },
];

/** Every message into this channel meets a fault from now on, for as long as the outage lasts; posts meet each at least once. */
function breakChannel(slack: Slack, channel: string): { isOver(): boolean } {
  const until = performance.now() + outage;
  const counts = { 'chat.postMessage': 0, 'chat.update': 0 };
  const isOver = () => performance.now() >= until && counts['chat.postMessage'] >= answers.length;
  for (const method of ['chat.postMessage', 'chat.update'] as const) {
    for (const [place, fault] of answers.entries()) {
      const when = () => !isOver() && counts[method] % answers.length === place && ++counts[method] > 0;
      slack.fail(method, fault, { channel, times: Number.POSITIVE_INFINITY, when });
    }
  }
  return { isOver };
}

/** Fewer than a channel may say in a minute. */
const mostLines = 25;

/** Which run a message shows, and how it ended. */
function endOf(text: string): string {
  const [, name = 'late'] = /text: (\w+)/.exec(text) ?? [];
  const end = text.includes(':x: Failed\n') ? 'failed' : 'goes on';
  const thread = text.startsWith('↳') ? '↳ ' : '';
  return `${thread}${name} ${text.includes(':white_check_mark: Completed\n') ? 'completed' : end}`;
}

/** An answer that is uncertain is looked into after a quarter of a minute, and waits grow. */
const atLast = { timeout: 2 * outage + 80_000 };

test(
  '429 and 500 for a while: each run has one message that ends as it did, and other channels go on',
  longTest,
  async () => {
    const slack = await aSlack();
    for (const id of ['CSICK', 'CWELL']) slack.addChannel(id);
    const at = inSlack(
      installationWith((world) => ({ ...note(world), ...late(world) })),
      slack,
      'http',
    );
    await startInSlack(at, slack);
    const ada = slack.asUser('U1', { name: 'ada' });
    await ada.slash('CSICK', '/pipeline', 'run late');
    await expect.poll(() => shownIn(slack, 'CSICK'), soon).toEqual([expect.stringContaining('Running')]);

    const broken = breakChannel(slack, 'CSICK');
    writeFileSync(join(at.world, 'go'), '');
    for (const text of ['a', 'b', 'c']) await ada.slash('CSICK', '/pipeline', `run note text=${text}`);
    let runs = 0;
    for (; !broken.isOver() && runs < mostLines; runs += 1) {
      await ada.slash('CWELL', '/pipeline', `run note text=${runs}`);
      await expect.poll(() => shownIn(slack, 'CWELL').at(-1), soon).toContain(`text: ${runs} `);
    }
    expect(runs).toBeGreaterThan(1);

    const all = ['a completed', 'b completed', 'c completed', 'late failed', '↳ late failed'];
    await expect.poll(() => shownIn(slack, 'CSICK').map(endOf).toSorted(), atLast).toEqual(all);
    const others = Array.from({ length: runs }, (_, number) => `${number} completed`);
    await expect.poll(() => shownIn(slack, 'CWELL').map(endOf), soon).toEqual(others);
    expect(slack.ledger.tooMany).toEqual([]);
  },
);
