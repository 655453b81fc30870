import { expect, test } from 'vitest';
import type { Fault } from '../../fakes/slack/faults.ts';
import { textAt } from '../../fakes/slack/json.ts';
import { visibleText } from '../../fakes/slack/visible-text.ts';
import { longTest, seed, seeded } from '../../faults/seeded.ts';
import { aSlackWorld, type SlackWorld } from './a-slack-world.ts';

const minute = 60_000;

/** How long Slack is out of order. */
const outage = 10 * minute;

/** What Slack may answer meanwhile, and whether it did what it was asked. */
const everyFault: readonly Fault[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503 },
  { kind: 'accept-500' },
  { kind: 'accept-drop' },
  { kind: 'drop' },
  { kind: 'limited', retryAfter: 20 },
  { kind: 'error', error: 'internal_error' },
];

const methods = ['chat.postMessage', 'chat.update', 'conversations.history', 'conversations.info', 'users.info'];

/** Every call, or every one for this channel, meets one of these faults for ten minutes; answers when they began. */
function breakSlack({ slack, clock }: SlackWorld, faults: readonly Fault[], channel?: string): number {
  const dice = seeded(seed);
  const began = clock.elapsed();
  const until = began + outage;
  for (const method of methods) {
    for (const [place, fault] of faults.entries()) {
      const isLast = place === faults.length - 1;
      const when = () => clock.elapsed() < until && (isLast || dice.below(faults.length - place) === 0);
      const only = channel === undefined ? {} : { channel };
      slack.fail(method, fault, { ...only, times: Number.POSITIVE_INFINITY, when });
    }
  }
  return began;
}

/** Whatever is wrong with what the channels show of all runs, each of which has ended. */
function wrongIn({ slack, service }: SlackWorld, channels: readonly string[]): string[] {
  const messages = channels.flatMap((channel) => slack.messagesIn(channel));
  const markers = messages.map(({ metadata }) => textAt(metadata, 'event_payload', 'marker') ?? '');
  return [...service.ledger.runs.values()].flatMap(({ id, status, shortId }) => {
    const shown = messages.filter((_, place) => markers[place]?.endsWith(`run:${id}`));
    const alerts = messages.filter((_, place) => markers[place]?.endsWith(`run:${id}:alert`));
    // Whoever asked is named in every message about the run; a call stands before all else, and is heard when it is posted.
    const posted = [...shown, ...alerts].map((message) => message.before[0] ?? message);
    const calls = posted.filter((content) => visibleText(content).startsWith('@U1 ')).length;
    return [
      ...(shown.length === 1 ? [] : [`${shortId} is shown ${shown.length} times`]),
      ...(shown.every((message) => visibleText(message).includes(status)) ? [] : [`${shortId} does not show its end`]),
      ...(calls === (status === 'Failed' ? 1 : 0) ? [] : [`${shortId} ${status} calls its owner ${calls} times`]),
    ];
  });
}

const ended = ({ service }: SlackWorld) => [...service.ledger.runs.values()].every(({ endedAt }) => endedAt);

test('Slack is out of order for ten minutes: every run is shown once afterwards, as it ended', longTest, async () => {
  const world = await aSlackWorld(20_000);
  const { slack, service, clock, pass } = world;
  const channels = ['C1', 'C2', 'C3'];
  for (const id of channels) slack.addChannel(id);
  const ada = slack.asUser('U1');
  await pass(10_000);
  for (const id of channels) await ada.slash(id, '/pipeline', 'run p');
  await pass(30_000);
  const before = breakSlack(world, everyFault);
  for (let round = 0; clock.elapsed() < before + outage; round += 1) {
    const taken = await ada.slash(channels[round % 3] ?? '', '/pipeline', 'run p');
    expect([taken.status, taken.body]).toEqual([200, '']);
    await pass(20_000);
  }
  expect(service.ledger.runs.size).toBeGreaterThan(30);
  await clock.runUntil(() => ended(world) && wrongIn(world, channels).length === 0, 15 * minute);
  await pass(10 * minute);
  expect(wrongIn(world, channels)).toEqual([]);
  expect([slack.ledger.tooMany, service.ledger.submittedAgain]).toEqual([[], []]);
});

test.for([
  { state: 'is held back', faults: [{ kind: 'limited', retryAfter: 60 }], within: 5_000 },
  { state: 'is out of order', faults: everyFault, within: 15_000 },
] as const)('one channel $state for ten minutes: others get every message in time', longTest, async (what) => {
  const { faults, within } = what;
  const world = await aSlackWorld(20_000);
  const { slack, clock, pass } = world;
  for (const id of ['C1', 'C2']) slack.addChannel(id);
  const ada = slack.asUser('U1');
  await pass(10_000);
  await ada.slash('C1', '/pipeline', 'run p');
  await pass(5_000);
  const begun = () => slack.messagesIn('C2').filter(({ threadTs }) => threadTs === undefined).length;
  const before = breakSlack(world, faults, 'C1');
  while (clock.elapsed() < before + outage) {
    const count = begun();
    await ada.slash('C1', '/pipeline', 'run p');
    await ada.slash('C2', '/pipeline', 'run p');
    await clock.runUntil(() => begun() > count, within);
    await pass(20_000);
  }
  await clock.runUntil(() => ended(world) && wrongIn(world, ['C1', 'C2']).length === 0, 15 * minute);
  expect(slack.ledger.tooMany).toEqual([]);
});
