import { join } from 'node:path';
import { sql } from 'kysely';
import { onTestFinished } from 'vitest';
import type { ChannelRef, Limit } from '../../src/chat/platform.ts';
import { createLog } from '../../src/log.ts';
import { addSubscription } from '../../src/notifications/subscriptions.ts';
import { createMetrics } from '../../src/observe/metrics.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { type HomeStore, storeMigrations } from '../../src/wiring/home-store.ts';
import { type Delivery, openDelivery } from '../../src/wiring/open-delivery.ts';
import { samplesOf } from '../observe/exposition.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { seed, seeded } from './seeded.ts';
import { createStandInClient } from './stand-in-client.ts';
import { type Answer, createStandInPlatform, type PlatformRequest, type StandInPlatform } from './stand-in-platform.ts';
import { createStandInService, type ServiceRequest, type StandInService } from './stand-in-service.ts';
import { createServiceClient } from './stand-in-service-client.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';
import { WireProblem } from './wire.ts';

/** All of delivery in this process and in virtual time, between the same stand-ins without a network. */
export interface VirtualWorld {
  clock: VirtualClock;
  store: HomeStore;
  platform: StandInPlatform;
  service: StandInService;
  delivery: Delivery;
  /** What goes wrong; nothing at first. `down` is that nobody can be reached. */
  faults: {
    platform(request: PlatformRequest): Answer | 'down' | undefined;
    service(request: ServiceRequest): Answer | 'down' | undefined;
  };
  /** What is counted under this name and these labels; undefined for nothing. */
  metric(sample: string): Promise<number | undefined>;
}

/** Opens such a world; `latency` is the longest a request takes (milliseconds). */
export async function openVirtualWorld(options: {
  limits: readonly Limit[];
  hearing?: readonly ChannelRef[];
  latency?: number;
  /** How many of a hundred transactions fail right before their commit. */
  failing?: number;
  /** Whether the platform can look up what was posted; it can unless told otherwise. */
  isSearchable?: boolean;
  /** The service cannot be reached, from the beginning. */
  isServiceDown?: boolean;
  /** Milliseconds that a run stays in each state; without it runs stay as they are reported. */
  stateLasts?: number;
  /** Gets each line of the log from warnings on. */
  logged?(line: string): void;
}): Promise<VirtualWorld> {
  const { limits, latency = 100, failing = 0, isSearchable = true, logged } = options;
  let isOver = false;
  const clock = createVirtualClock();
  const { random } = seeded(seed);
  const whole: HomeStore = await openSqliteStore({
    file: join(temporaryFolder(), 'pipehand.db'),
    migrations: storeMigrations,
    clock,
  });
  // What is shown here does not depend on a disk.
  await sql`pragma synchronous = off`.execute(whole.db);
  const store: HomeStore = {
    ...whole,
    transaction: (work) =>
      whole.transaction(async (tx) => {
        const result = await work(tx);
        if (random() * 100 < (isOver ? 0 : failing)) throw new Error('the store failed');
        return result;
      }),
  };
  const epoch = clock.now();
  // Clocks of others are right, whatever somebody does with ours.
  const right = { ...clock, now: () => epoch + Math.floor(clock.elapsed()) };
  const platform = createStandInPlatform({ limits, now: right.now });
  const { stateLasts } = options;
  const service = createStandInService({ clock: right, ...(stateLasts !== undefined && { stateLasts }) });
  const faults: VirtualWorld['faults'] = {
    platform: () => undefined,
    service: () => (options.isServiceDown ? 'down' : undefined),
  };
  const metrics = createMetrics({ platforms: [], collect: () => Promise.reject(new Error('nobody asks')), clock });

  async function carried(act: () => Answer | 'down'): Promise<Answer> {
    const ms = random() * latency;
    await clock.wait(ms);
    const answer = act();
    if (answer === 'down') throw new WireProblem(false);
    await clock.wait(latency - ms);
    return answer;
  }

  const delivery = await openDelivery({
    store,
    service: createServiceClient((request) =>
      carried(() => faults.service(request as ServiceRequest) ?? service.commit(request as ServiceRequest)),
    ),
    platforms: [
      createStandInClient({
        name: 'slack',
        limits,
        isSearchable,
        now: clock.now,
        wire: (request) =>
          carried(() => {
            const asked = request as PlatformRequest;
            return faults.platform(asked) ?? platform.refusal(asked) ?? platform.commit(asked);
          }),
      }),
    ],
    keepers: [],
    checks: async () => [],
    answering: { admins: new Set(), pageOf: () => undefined },
    meters: metrics.meters,
    clock,
    random,
    log: createLog({ level: logged ? 'warn' : 'silent', to: { write: logged ?? (() => {}) }, secrets: [] }),
  });
  onTestFinished(async () => {
    isOver = true;
    let isClosed = false;
    const closing = delivery.close().then(() => {
      isClosed = true;
    });
    await clock.runUntil(() => isClosed, 60_000);
    await closing;
    await store.close();
  });
  const now = clock.now();
  for (const channel of options.hearing ?? []) {
    const request = { channel, pipeline: '*', filters: {}, by: 'slack:T1/U1' };
    await whole.transaction((tx) => addSubscription(tx, request, now));
  }
  const metric = async (sample: string) => samplesOf((await metrics.expose()).text).get(sample);
  return { clock, store, platform, service, delivery, faults, metric };
}
