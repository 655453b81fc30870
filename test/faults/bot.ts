import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Incoming } from '../../src/chat/platform.ts';
import type { TerminalSchema } from '../../src/chat/terminal/terminal-schema.ts';
import { createLog } from '../../src/log.ts';
import type { NotificationsSchema } from '../../src/notifications/schema.ts';
import { createMetrics } from '../../src/observe/metrics.ts';
import { storeMigrations } from '../../src/wiring/home-store.ts';
import { openDelivery } from '../../src/wiring/open-delivery.ts';
import { openStoreAt } from '../support/store-address.ts';
import { type BotSettings, type BotState, crashed } from './bot-settings.ts';
import { createCrashPoints } from './crash-points.ts';
import { createQuickClock } from './quick-clock.ts';
import { createStandInClient } from './stand-in-client.ts';
import { createServiceClient } from './stand-in-service-client.ts';
import { httpWire } from './wire.ts';

// Pipehand from the accepted request to the shown message, in a process that may be killed: its real store, leadership,
// loops and rooms between a chat platform and a pipeline service that are stand-ins. It takes requests over HTTP.
const settings: BotSettings = JSON.parse(process.argv[2] ?? '');
const { home, address, time, limits, isSearchable } = settings;
const clock = createQuickClock(time);
const log = createLog({ level: settings.level ?? 'silent', to: join(home, 'bot.log'), secrets: [] });
const points = createCrashPoints(settings.crash, () => writeFileSync(join(home, crashed), ''));
/** Milliseconds: ten seconds of the quick clock. */
const timeout = 10_000 / time.speed;
const whole = await openStoreAt<NotificationsSchema & TerminalSchema>(address, storeMigrations, clock);
const store = points.store(whole);
const delivery = await openDelivery({
  store,
  service: createServiceClient(points.wire(httpWire(settings.serviceUrl, timeout))),
  platforms: [
    createStandInClient({
      name: 'slack',
      limits,
      wire: points.wire(httpWire(settings.platformUrl, timeout)),
      isSearchable,
      now: clock.now,
    }),
  ],
  keepers: [],
  checks: async () => [],
  answering: { admins: new Set(), pageOf: () => undefined },
  meters: createMetrics({ platforms: ['slack'], collect: () => Promise.reject(new Error('nobody asks')), clock })
    .meters,
  clock,
  random: Math.random,
  log,
});
for (const channel of settings.hearing) {
  const events = ['started', 'finished', 'failed', 'canceled'] as const;
  await delivery.notices.subscribe({ channel, pipeline: '*', filters: {}, events, by: 'slack:T1/U1' });
}

// Whoever hears of everything hears of what happens after the first look at the service.
while ((await whole.db.selectFrom('watch_cursor').selectAll().execute()).length === 0) await clock.wait(200);

const server = createServer(async (request, response) => {
  if (request.method === 'GET') {
    // While the database cannot be read there is nothing to say.
    const told = await state().catch(() => undefined);
    return response.writeHead(told ? 200 : 503).end(JSON.stringify(told));
  }
  const incoming: Incoming = JSON.parse(await text(request));
  const taken = await delivery.inbox.accept(incoming).catch(() => 'not kept');
  response.writeHead(taken === 'not kept' ? 503 : 200).end(taken);
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`ready ${port}\n`);
});
process.once('SIGTERM', async () => {
  server.close();
  server.closeAllConnections();
  await delivery.close();
  await store.close();
  process.exit();
});

async function state(): Promise<BotState> {
  const count = async (rows: Promise<readonly unknown[]>) => (await rows).length;
  const outbox = whole.db.selectFrom('outbox').select('slot');
  const operations = points.count();
  return {
    fence: delivery.leadership.fence() ?? null,
    openRequests: await count(whole.db.selectFrom('inbox').select('key').where('state', '!=', 'done').execute()),
    waiting: await count(outbox.where('state', '!=', 'dead').where('dueAt', 'is not', null).execute()),
    dead: await count(outbox.where('state', '=', 'dead').execute()),
    operations,
  };
}
