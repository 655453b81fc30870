import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openSlack } from '../../../src/chat/slack/open-slack.ts';
import { createLog } from '../../../src/log.ts';
import { createMetrics } from '../../../src/observe/metrics.ts';
import { openSqliteStore } from '../../../src/store/sqlite-store.ts';
import { type HomeStore, storeMigrations } from '../../../src/wiring/home-store.ts';
import { openDelivery } from '../../../src/wiring/open-delivery.ts';
import { aSlack } from '../../fakes/slack/a-slack.ts';
import type { Slack } from '../../fakes/slack/slack.ts';
import { seed, seeded } from '../../faults/seeded.ts';
import { createStandInService, type ServiceRequest, type StandInService } from '../../faults/stand-in-service.ts';
import { createServiceClient } from '../../faults/stand-in-service-client.ts';
import { createVirtualClock, type VirtualClock } from '../../faults/virtual-clock.ts';
import { watchNetwork } from '../../faults/watch-network.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { aWebServer } from '../../web/a-web-server.ts';

/** From Slack's request to Slack's message, all of it real, in a time that passes only when nobody works. */
export interface SlackWorld {
  slack: Slack;
  service: StandInService;
  clock: VirtualClock;
  /** Lets so many milliseconds pass. */
  pass(ms: number): Promise<void>;
}

/** Opens one, with Slack's own rate limits; a run that is started stays in each of its states for `stateLasts` milliseconds. */
export async function aSlackWorld(stateLasts: number): Promise<SlackWorld> {
  const clock = createVirtualClock(undefined, watchNetwork());
  const slack = await aSlack({ clock });
  const file = join(temporaryFolder(), 'pipehand.db');
  const store: HomeStore = await openSqliteStore({ file, migrations: storeMigrations, clock });
  const service = createStandInService({ clock, stateLasts });
  const { random } = seeded(seed);
  const meters = createMetrics({
    platforms: ['slack'],
    collect: () => Promise.reject(new Error('nobody asks')),
    clock,
  }).meters;
  const log = createLog({ level: 'silent', to: '/dev/null', secrets: [] });
  const { signingSecret, apiUrl } = slack;
  const room = openSlack({
    settings: { botToken: slack.team().botToken, signingSecret, apiUrl, command: '/pipeline', progress: 'classic' },
    store,
    accept: (incoming) => delivery.inbox.accept(incoming),
    forms: { formOf: async () => undefined, lineOf: () => Promise.reject(new Error('there is no form')) },
    isLine: () => false,
    readFile: () => Promise.reject(new Error('there are no files')),
    linkHosts: [],
    ...{ meters, clock, random, log },
  });
  const delivery = await openDelivery({
    store,
    service: createServiceClient(async (request) => service.commit(request as ServiceRequest)),
    platforms: [room.platform],
    keepers: room.keepers,
    checks: async () => [],
    answering: { admins: new Set(), pageOf: () => undefined },
    ...{ meters, clock, random, log },
  });
  const web = await aWebServer(room.routes, { drainMs: 1 });
  slack.sendTo(`http://127.0.0.1:${web.port}/slack/events`);
  onTestFinished(async () => {
    await web.close();
    let isClosed = false;
    const closing = Promise.all([room.close(), delivery.close()]).then(() => {
      isClosed = true;
    });
    await clock.runUntil(() => isClosed, 60_000);
    await closing;
    await store.close();
  });
  return {
    ...{ slack, service, clock },
    async pass(ms) {
      await clock.pass(ms);
    },
  };
}
