import type { ChannelRef, ChatPlatform } from '../src/chat/platform.ts';
import { systemClock } from '../src/clock.ts';
import { createLog } from '../src/log.ts';
import { createMetrics } from '../src/observe/metrics.ts';
import type { Run } from '../src/pipelines/types.ts';
import { type HomeStore, storeMigrations } from '../src/wiring/home-store.ts';
import { type Delivery, openDelivery } from '../src/wiring/open-delivery.ts';
import { createStandInClient } from '../test/faults/stand-in-client.ts';
import { createStandInPlatform, type PlatformRequest } from '../test/faults/stand-in-platform.ts';
import { createStandInService, type ServiceRequest } from '../test/faults/stand-in-service.ts';
import { createServiceClient } from '../test/faults/stand-in-service-client.ts';
import type { Wire } from '../test/faults/wire.ts';
import { openStoreAt, type StoreAddress } from '../test/support/store-address.ts';

/** All of delivery in this process, between a chat platform and a pipeline service that answer at once. */
export interface DeliveryWorld {
  store: HomeStore;
  delivery: Delivery;
  /** The service says that something changed. */
  wake(): void;
  close(): Promise<void>;
}

/** Opens one, on the store that is kept there. */
export async function openDeliveryWorld(
  address: StoreAddress,
  service: Wire,
  platform: ChatPlatform,
): Promise<DeliveryWorld> {
  const clock = systemClock;
  const store: HomeStore = await openStoreAt(address, storeMigrations, clock);
  const wakes = new Set<() => void>();
  const delivery = await openDelivery({
    store,
    service: {
      ...createServiceClient(service),
      onChange(wake) {
        wakes.add(wake);
        return () => wakes.delete(wake);
      },
    },
    platforms: [platform],
    keepers: [],
    checks: async () => [],
    answering: { admins: new Set(), pageOf: () => undefined },
    meters: createMetrics({ platforms: ['slack'], collect: () => Promise.reject(new Error('nobody asks')), clock })
      .meters,
    clock,
    random: Math.random,
    log: createLog({ level: 'warn', to: { write: console.error }, secrets: [] }),
  });
  return {
    store,
    delivery,
    wake() {
      for (const wake of wakes) wake();
    },
    async close() {
      await delivery.close();
      await store.close();
    },
  };
}

/** The same between the stand-ins of the tests; `received` is told of every post and edit the moment it arrives. */
export async function openStandInWorld(
  address: StoreAddress,
  received: (request: PlatformRequest) => void = () => {},
): Promise<DeliveryWorld & { report(run: Run): void }> {
  const now = systemClock.now;
  const platform = createStandInPlatform({ limits: [], now });
  const service = createStandInService({ clock: systemClock });
  const client = createStandInClient({
    name: 'slack',
    limits: [],
    isSearchable: true,
    now,
    async wire(request) {
      const asked = request as PlatformRequest;
      received(asked);
      return platform.refusal(asked) ?? platform.commit(asked);
    },
  });
  const world = await openDeliveryWorld(address, async (request) => service.commit(request as ServiceRequest), client);
  return {
    ...world,
    report(run) {
      service.report(run);
      world.wake();
    },
  };
}

/** One of the channels of a workspace, as Slack names them. */
export function channelAt(at: number): ChannelRef {
  return { platform: 'slack', tenant: 'T024BE7LD', id: `C${String(at).padStart(10, '0')}` };
}
