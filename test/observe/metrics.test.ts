import { register } from 'prom-client';
import { expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { samplesOf, someMetrics } from './exposition.ts';

async function read(metrics: ReturnType<typeof someMetrics>) {
  return samplesOf((await metrics.expose()).text);
}

test('what rooms tell is counted under the names that dashboards rely on', async () => {
  const metrics = someMetrics();
  const { meters } = metrics;
  for (const _ of [1, 2]) meters.received('slack', 'mention', 'accepted', 0.02);
  meters.received('slack', 'mention', 'duplicate', 0.7);
  meters.received('teams', 'button', 'refused', 0.001);
  meters.commandEnded('run', 'done');
  meters.commandEnded('cancel', 'denied');
  meters.sent('slack', 'post', 'shown');
  meters.sent('slack', 'edit', 'limited');
  meters.doubtEnded('slack', 'found');
  meters.rateLimited('slack', 'views.open');
  meters.coalesced(3);
  meters.eventShown(1.5);
  meters.destination('slack', true);
  meters.destination('teams', false);
  meters.watching('local', 7);
  meters.polled('azure', 0.2);
  meters.leaseLost();
  meters.storeWritten(0.003);
  expect(Object.fromEntries(await read(metrics))).toMatchObject({
    'pipehand_inbound_requests_total{platform="slack",kind="mention",result="accepted"}': 2,
    'pipehand_inbound_requests_total{platform="slack",kind="mention",result="duplicate"}': 1,
    'pipehand_inbound_requests_total{platform="teams",kind="button",result="refused"}': 1,
    'pipehand_duplicates_total{platform="slack"}': 1,
    'pipehand_ack_duration_seconds_bucket{le="0.025"}': 2,
    'pipehand_ack_duration_seconds_bucket{le="3"}': 3,
    pipehand_ack_duration_seconds_count: 3,
    'pipehand_commands_total{verb="run",result="done"}': 1,
    'pipehand_commands_total{verb="cancel",result="denied"}': 1,
    'pipehand_authz_denied_total{verb="cancel"}': 1,
    'pipehand_deliveries_total{platform="slack",kind="post",result="shown"}': 1,
    'pipehand_deliveries_total{platform="slack",kind="edit",result="limited"}': 1,
    'pipehand_rate_limited_total{platform="slack",method="edit"}': 1,
    'pipehand_rate_limited_total{platform="slack",method="views.open"}': 1,
    'pipehand_ambiguous_sends_total{platform="slack",resolution="found"}': 1,
    pipehand_updates_coalesced_total: 3,
    pipehand_event_to_post_seconds_sum: 1.5,
    'pipehand_destination_up{platform="slack"}': 1,
    'pipehand_destination_up{platform="teams"}': 0,
    'pipehand_watched_runs{service="local"}': 7,
    'pipehand_poll_duration_seconds_count{service="azure"}': 1,
    pipehand_lease_lost_total: 1,
    pipehand_db_write_seconds_sum: 0.003,
  });
});

test('what has not happened yet is told as 0, or its first time would not be seen as a change', async () => {
  const samples = await read(someMetrics());
  expect(Object.fromEntries(samples)).toMatchObject({
    'pipehand_duplicates_total{platform="slack"}': 0,
    'pipehand_rate_limited_total{platform="slack",method="post"}': 0,
    'pipehand_ambiguous_sends_total{platform="slack",resolution="repeated"}': 0,
    'pipehand_outbox_depth{platform="slack",urgency="outcome"}': 0,
    'pipehand_outbox_oldest_seconds{platform="slack"}': 0,
    pipehand_lease_lost_total: 0,
    pipehand_dead_letters: 0,
  });
  expect([...samples.keys()].filter((key) => key.includes('teams'))).toEqual([]);
});

test('the process and its event loop are measured, each registry by itself', async () => {
  const [metrics, other] = [someMetrics(), someMetrics()];
  metrics.meters.leaseLost();
  expect((await metrics.expose()).contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
  const samples = await read(metrics);
  expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
  expect(samples.get('nodejs_eventloop_lag_p99_seconds')).toBeDefined();
  expect(samples.get('pipehand_lease_lost_total')).toBe(1);
  expect((await read(other)).get('pipehand_lease_lost_total')).toBe(0);
  expect(await register.metrics()).toBe('\n');
});

test('the store is asked at each reading, and what waits there is told by platform and urgency', async () => {
  let deadLetters = 1;
  const outbox = [
    { platform: 'slack', urgency: 2, depth: 30, oldest: 4 },
    { platform: 'slack', urgency: 0, depth: 2, oldest: 130 },
    { platform: 'teams', urgency: 1, depth: 5, oldest: 9 },
  ];
  const metrics = someMetrics(async () => ({ inboxOldest: 12.5, outbox, deadLetters }));
  const waiting = {
    pipehand_inbox_oldest_seconds: 12.5,
    'pipehand_outbox_depth{platform="slack",urgency="outcome"}': 2,
    'pipehand_outbox_depth{platform="slack",urgency="failure"}': 0,
    'pipehand_outbox_depth{platform="slack",urgency="progress"}': 30,
    'pipehand_outbox_depth{platform="teams",urgency="failure"}': 5,
    'pipehand_outbox_oldest_seconds{platform="slack"}': 130,
    'pipehand_outbox_oldest_seconds{platform="teams"}': 9,
    pipehand_dead_letters: 1,
  };
  expect(Object.fromEntries(await read(metrics))).toMatchObject(waiting);
  outbox.splice(0, 2);
  deadLetters = 0;
  expect(Object.fromEntries(await read(metrics))).toMatchObject({
    'pipehand_outbox_depth{platform="slack",urgency="outcome"}': 0,
    'pipehand_outbox_oldest_seconds{platform="slack"}': 0,
    pipehand_dead_letters: 0,
  });
});

test('a store that fails or hangs costs its own figures only, and is not asked again while it hangs', async () => {
  let asked = 0;
  const store = { answer: Promise.withResolvers<never>() };
  const clock = { now: () => 0, elapsed: () => 0, wait: async () => {} };
  const metrics = someMetrics(() => {
    asked += 1;
    return store.answer.promise;
  }, clock);
  for (const _ of [1, 2]) {
    const samples = await read(metrics);
    expect(samples.has('pipehand_dead_letters')).toBe(false);
    expect(samples.get('pipehand_lease_lost_total')).toBe(0);
  }
  expect(asked).toBe(1);
  store.answer.reject(new UserError({ code: 'unavailable', message: 'gone' }));
  const failing = someMetrics(() => store.answer.promise);
  expect((await read(failing)).has('pipehand_inbox_oldest_seconds')).toBe(false);
  await read(metrics);
  expect(asked).toBe(2);
});

test('whatever is told, there are few series and each can be read', async () => {
  const metrics = someMetrics();
  const before = (await read(metrics)).size;
  for (let at = 0; at < 1_000; at += 1) {
    metrics.meters.commandEnded(`verb-${at}`, 'refused');
    metrics.meters.commandEnded(`"\n} ${at}`, 'refused');
    metrics.meters.polled(`service-${at}`, 0.1);
    metrics.meters.watching(`service-${at}`, at);
    metrics.meters.rateLimited('slack', `method-${at}`);
    metrics.meters.sent('slack', 'post', `result-${at}`);
  }
  const samples = await read(metrics);
  expect(samples.size - before).toBeLessThanOrEqual(61 * 17);
  expect(samples.get('pipehand_commands_total{verb="verb-7",result="refused"}')).toBe(1);
  expect(samples.get('pipehand_commands_total{verb="other",result="refused"}')).toBe(1_940);
});

test('a clock that was set back, or a mistake in what is told, is no error', async () => {
  const metrics = someMetrics();
  for (const odd of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    metrics.meters.received('slack', 'slash', 'accepted', odd);
    metrics.meters.coalesced(odd);
    metrics.meters.watching('local', odd);
    metrics.meters.eventShown(odd);
    metrics.meters.polled('local', odd);
    metrics.meters.storeWritten(odd);
  }
  const samples = await read(metrics);
  expect(samples.get('pipehand_ack_duration_seconds_count')).toBe(3);
  expect(samples.get('pipehand_ack_duration_seconds_sum')).toBe(0);
  expect(samples.get('pipehand_updates_coalesced_total')).toBe(0);
});
