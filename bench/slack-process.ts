import { openSlack } from '../src/chat/slack/open-slack.ts';
import { systemClock } from '../src/clock.ts';
import type { SlackConfig } from '../src/config/slack.ts';
import { createInbox } from '../src/delivery/inbox.ts';
import { createLog } from '../src/log.ts';
import { createMetrics } from '../src/observe/metrics.ts';
import { createWebServer } from '../src/web/server.ts';
import { type HomeStore, storeMigrations } from '../src/wiring/home-store.ts';
import { openStoreAt } from '../test/support/store-address.ts';

/** What such a process is started with. */
export interface SlackProcess {
  file: string;
  slack: SlackConfig;
}

// Pipehand's way in from Slack as it is in earnest: web server, signatures, who asks and where, and every command on disk
// before it is acknowledged. Nothing is carried out. It says its port, and then waits for requests or its end.
const { file, slack }: SlackProcess = JSON.parse(process.argv[2] ?? '');
const clock = systemClock;
const store: HomeStore = await openStoreAt({ file }, storeMigrations, clock);
const log = createLog({ level: 'warn', to: { write: (line) => process.stderr.write(line) }, secrets: [] });
const inbox = createInbox(store, () => {});
const collect = () => Promise.reject(new Error('nobody asks'));
const room = openSlack({
  settings: slack,
  store,
  accept: inbox.accept,
  isLine: () => false,
  readFile: () => Promise.reject(new Error('there are no files')),
  forms: { formOf: async () => undefined, lineOf: collect },
  linkHosts: [],
  meters: createMetrics({ platforms: ['slack'], collect, clock }).meters,
  clock,
  random: Math.random,
  log,
});
room.start();
const web = createWebServer({ routes: room.routes, allowedHosts: [], log, newReference: () => 'bench' });
process.stdout.write(`${await web.listen('127.0.0.1', 0)}\n`);
