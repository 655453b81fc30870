import { type ChatSchema, chatMigrations } from '../../../src/chat/shared/chat-schema.ts';
import { openSlack } from '../../../src/chat/slack/open-slack.ts';
import { systemClock } from '../../../src/clock.ts';
import type { SlackConfig } from '../../../src/config/slack.ts';
import { createInbox } from '../../../src/delivery/inbox.ts';
import { deliveryMigrations } from '../../../src/delivery/migrations.ts';
import type { DeliverySchema } from '../../../src/delivery/schema.ts';
import { createLog } from '../../../src/log.ts';
import { openSqliteStore } from '../../../src/store/sqlite-store.ts';
import { aWebServer } from '../../web/a-web-server.ts';

/** What such a process is started with. */
export interface SlackProcessSettings {
  file: string;
  slack: SlackConfig;
  /** When it kills itself: with a request in hand that is not committed yet, or was just committed. */
  dies: 'before-commit' | 'after-commit' | 'never';
}

// Slack's room of Pipehand in a process of its own. It says its port, and then waits for requests or its end.
const { file, slack, dies }: SlackProcessSettings = JSON.parse(process.argv[2] ?? '');
const clock = systemClock;
const migrations = [...deliveryMigrations, ...chatMigrations];
const store = await openSqliteStore<ChatSchema & DeliverySchema>({ file, migrations, clock });
const inbox = createInbox(store, () => {});

const room = openSlack({
  settings: slack,
  store,
  async accept(incoming) {
    if (dies === 'before-commit') process.kill(process.pid, 'SIGKILL');
    const result = await inbox.accept(incoming);
    if (dies === 'after-commit') process.kill(process.pid, 'SIGKILL');
    return result;
  },
  forms: { formOf: async () => undefined, lineOf: () => Promise.reject(new Error('there is no form')) },
  isLine: () => false,
  readFile: () => Promise.reject(new Error('there are no files')),
  linkHosts: [],
  meters: { received() {}, rateLimited() {} },
  clock,
  random: Math.random,
  log: createLog({ level: 'silent', to: '/dev/null', secrets: [] }),
});
room.start();
const { port } = await aWebServer(room.routes);
process.stdout.write(`${port}\n`);
