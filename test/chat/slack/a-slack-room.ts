import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { Forms, Incoming } from '../../../src/chat/platform.ts';
import { type ChatSchema, chatMigrations } from '../../../src/chat/shared/chat-schema.ts';
import { openSlack, type Slack as SlackRoom } from '../../../src/chat/slack/open-slack.ts';
import { type Clock, systemClock } from '../../../src/clock.ts';
import { isLine } from '../../../src/commands/is-line.ts';
import type { SlackConfig } from '../../../src/config/slack.ts';
import { createInbox } from '../../../src/delivery/inbox.ts';
import { deliveryMigrations } from '../../../src/delivery/migrations.ts';
import type { DeliverySchema } from '../../../src/delivery/schema.ts';
import { createLog } from '../../../src/log.ts';
import { openSqliteStore } from '../../../src/store/sqlite-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { aSlack } from '../../fakes/slack/a-slack.ts';
import type { Slack, SlackOptions } from '../../fakes/slack/slack.ts';
import { soon } from '../../support/installation.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { aWebServer } from '../../web/a-web-server.ts';

/** Slack's room of Pipehand in front of a real inbox: what comes in is kept there, and nothing is carried out. */
export interface RoomUnderTest {
  slack: Slack;
  room: SlackRoom;
  store: Store<ChatSchema & DeliverySchema>;
  /** Where Slack sends requests over HTTP, and the port of it. */
  url: string;
  port: number;
  /** Every accepted request, oldest first. */
  inbox(): Promise<readonly Incoming[]>;
  /** How often something was handed to the inbox, also in vain. */
  handedIn(): number;
  /** While this is set, the inbox keeps nothing. */
  setBroken(isBroken: boolean): void;
  /** Lets the inbox keep nothing until what this answers is called. */
  hold(): () => void;
  /** What was logged as a warning or worse, one JSON line each. */
  warnings: readonly string[];
  /** Methods that Slack asked to call later, apart from posts and edits. */
  limited: readonly string[];
}

interface RoomOptions extends SlackOptions {
  /** A Slack, and a file of the store, that are there already. */
  before?: { slack: Slack; file: string };
  settings?: Partial<SlackConfig>;
  /** The time of Pipehand; Slack's is its own. */
  roomClock?: Clock;
  linesPerMinute?: number;
  /** What lines open forms; none unless it is told. */
  forms?: Forms;
}

/** Opens it, with one channel `C1` that it was invited to. */
export async function aSlackRoom(way: 'http' | 'socket' | 'both', options: RoomOptions = {}): Promise<RoomUnderTest> {
  const { settings, before, roomClock: clock = systemClock, ...slackOptions } = options;
  const slack = before?.slack ?? (await aSlackWithAChannel(slackOptions));
  const file = before?.file ?? join(temporaryFolder(), 'pipehand.db');
  const migrations = [...deliveryMigrations, ...chatMigrations];
  const store = await openSqliteStore<ChatSchema & DeliverySchema>({ file, migrations, clock });
  onTestFinished(() => store.close());
  const inbox = createInbox(store, () => {});
  const warnings: string[] = [];
  const limited: string[] = [];
  const log = createLog({ level: 'warn', to: { write: (line) => warnings.push(line) }, secrets: [] });
  let isBroken = false;
  let handedIn = 0;
  let held: Promise<void> | undefined;
  const room = openSlack({
    settings: {
      botToken: slack.team().botToken,
      apiUrl: slack.apiUrl,
      command: '/pipeline',
      progress: 'classic',
      ...(way !== 'socket' && { signingSecret: slack.signingSecret }),
      ...(way !== 'http' && { appToken: slack.appToken }),
      ...settings,
    },
    store,
    async accept(incoming) {
      handedIn += 1;
      await held;
      if (isBroken) throw new Error('the store takes nothing');
      return inbox.accept(incoming);
    },
    forms: options.forms ?? noForms,
    isLine,
    readFile: async ({ step }) => ({ name: `${step}.log`, bytes: Buffer.from(`all of ${step}\n`) }),
    linkHosts: ['pipehand.example.com'],
    linesPerMinute: options.linesPerMinute ?? 1_000_000,
    meters: { received() {}, rateLimited: (_, method) => limited.push(method) },
    clock,
    random: Math.random,
    log,
  });
  const web = await aWebServer(room.routes, { drainMs: 1 });
  onTestFinished(web.close);
  onTestFinished(room.close);
  room.start();
  const url = `http://127.0.0.1:${web.port}/slack/events`;
  if (way !== 'socket') slack.sendTo(url);
  if (way !== 'http') await expect.poll(() => slack.sockets.count(), soon).toBe(2);
  onTestFinished(() => {
    expect(web.logged).toEqual([]);
  });
  return {
    ...{ slack, room, store, url, port: web.port, warnings, limited },
    async inbox() {
      const rows = await store.db.selectFrom('inbox').selectAll().orderBy('receivedAt').execute();
      return rows.map(({ incomingJson }) => JSON.parse(incomingJson));
    },
    handedIn: () => handedIn,
    setBroken(value) {
      isBroken = value;
    },
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
  };
}

/** No line opens a form. */
const noForms: Forms = {
  formOf: async () => undefined,
  lineOf: () => Promise.reject(new Error('there is no form')),
};

/** Slack with one channel `C1` that Pipehand was invited to; without rate limits unless it is told them. */
export async function aSlackWithAChannel(options: SlackOptions = {}): Promise<Slack> {
  const slack = await aSlack({ limits: [], ...options });
  slack.addChannel('C1');
  return slack;
}
