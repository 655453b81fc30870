import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Seconds; up to what a chat platform waits for an acknowledgement. */
const ackBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3];
const writeBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2];
const pollBuckets = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const showBuckets = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800];

export type Families = ReturnType<typeof createFamilies>;

/** Every family that is counted as things happen. Durations are in seconds. */
export function createFamilies(registry: Registry) {
  const registers = [registry];

  function counter<Label extends string>(name: string, help: string, ...labelNames: Label[]): Counter<Label> {
    return new Counter({ name: `pipehand_${name}`, help, labelNames, registers });
  }
  function histogram<Label extends string>(name: string, help: string, buckets: number[], ...labelNames: Label[]) {
    return new Histogram({ name: `pipehand_${name}`, help, buckets, labelNames, registers });
  }

  return {
    requests: counter('inbound_requests_total', 'Requests by what became of them', 'platform', 'kind', 'result'),
    acknowledged: histogram('ack_duration_seconds', 'From a request to its acknowledgement', ackBuckets),
    duplicates: counter('duplicates_total', 'Requests that were delivered before', 'platform'),
    commands: counter('commands_total', 'Lines that ended, by how', 'verb', 'result'),
    denied: counter('authz_denied_total', 'Lines that policy denied', 'verb'),
    deliveries: counter('deliveries_total', 'Tries to post or edit a message', 'platform', 'kind', 'result'),
    ambiguous: counter(
      'ambiguous_sends_total',
      'Posts of which it was unknown whether they were shown, by how that ended',
      'platform',
      'resolution',
    ),
    rateLimited: counter('rate_limited_total', 'Calls that a platform asked to put off', 'platform', 'method'),
    coalesced: counter('updates_coalesced_total', 'Updates that later ones replaced before they were sent'),
    eventToPost: histogram('event_to_post_seconds', 'From an event until a channel shows it', showBuckets),
    destinations: gaugeIn(registry, 'destination_up', 'Whether the platform takes what is sent', 'platform'),
    watchedRuns: gaugeIn(registry, 'watched_runs', 'Runs that have not ended', 'service'),
    polls: histogram('poll_duration_seconds', 'Asking a service what changed', pollBuckets, 'service'),
    leasesLost: counter('lease_lost_total', 'Times that this replica lost the lead to another one'),
    storeWrites: histogram('db_write_seconds', 'A transaction of the store with its commit', writeBuckets),
  };
}

/** A gauge of Pipehand's own. */
export function gaugeIn<Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  ...labelNames: Label[]
): Gauge<Label> {
  return new Gauge({ name: `pipehand_${name}`, help, labelNames, registers: [registry] });
}
