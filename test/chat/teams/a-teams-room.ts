import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Card } from '../../../src/cards/card.ts';
import type { ChannelRef, Forms, Incoming } from '../../../src/chat/platform.ts';
import { chatMigrations } from '../../../src/chat/shared/chat-schema.ts';
import { openTeams, type Teams as TeamsRoom } from '../../../src/chat/teams/open-teams.ts';
import { type TeamsSchema, teamsMigrations } from '../../../src/chat/teams/teams-schema.ts';
import { type Clock, systemClock } from '../../../src/clock.ts';
import type { TeamsConfig } from '../../../src/config/teams.ts';
import { createInbox } from '../../../src/delivery/inbox.ts';
import { deliveryMigrations } from '../../../src/delivery/migrations.ts';
import type { DeliverySchema } from '../../../src/delivery/schema.ts';
import { createLog } from '../../../src/log.ts';
import { openSqliteStore } from '../../../src/store/sqlite-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { aTeams } from '../../fakes/teams/a-teams.ts';
import type { Teams, TeamsOptions } from '../../fakes/teams/teams.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { aWebServer } from '../../web/a-web-server.ts';

/** Words that Pipehand wanted to say of itself. */
interface SaidWords {
  slot: string;
  channel: ChannelRef;
  card: Card;
}

/** Teams' room of Pipehand in front of a real inbox: what comes in is kept there, and nothing is carried out. */
export interface RoomUnderTest {
  teams: Teams;
  room: TeamsRoom;
  store: Store<TeamsSchema & DeliverySchema>;
  url: string;
  /** The file of the store, which another room can open once this one was stopped. */
  file: string;
  stop(): Promise<void>;
  /** Every accepted request, oldest first. */
  inbox(): Promise<readonly Incoming[]>;
  /** How often something was handed to the inbox, also in vain. */
  handedIn(): number;
  /** While this is set, the inbox keeps nothing. */
  setBroken(isBroken: boolean): void;
  said: readonly SaidWords[];
  /** What was logged as a warning or worse, one JSON line each. */
  warnings: readonly string[];
  /** Methods that Teams asked to call later, apart from posts and edits. */
  limited: readonly string[];
}

interface RoomOptions extends TeamsOptions {
  /** A Teams, and a file of the store, that are there already. */
  before?: { teams: Teams; file: string };
  /** Without a password where it is undefined. */
  settings?: Partial<Omit<TeamsConfig, 'appPassword'>> & { appPassword?: string | undefined };
  /** The time of Pipehand; Teams' is its own. */
  roomClock?: Clock;
  linesPerMinute?: number;
  forms?: Forms;
}

const noForms: Forms = {
  formOf: async () => undefined,
  lineOf: async ({ text }) => ({ kind: 'line', line: text }),
};

/** Opens it, in a Teams without rate limits unless it is told them, with the team `Research`, its channel `ml`, and Ada. */
export async function aTeamsRoom(options: RoomOptions = {}): Promise<RoomUnderTest> {
  const { settings, before, roomClock: clock = systemClock, forms = noForms, ...teamsOptions } = options;
  const teams = before?.teams ?? (await aTeams({ limits: [], linkHosts: ['pipehand.example.com'], ...teamsOptions }));
  if (!before) {
    teams.addTeam('Research');
    teams.addChannel('ml');
    teams.asUser('ada');
  }
  const file = before?.file ?? join(temporaryFolder(), 'pipehand.db');
  const migrations = [...deliveryMigrations, ...chatMigrations, ...teamsMigrations];
  const store = await openSqliteStore<TeamsSchema & DeliverySchema>({ file, migrations, clock });
  let isOpen = true;
  const stop = async () => {
    if (isOpen) await store.close();
    isOpen = false;
  };
  onTestFinished(stop);
  const inbox = createInbox(store, () => {});
  const warnings: string[] = [];
  const limited: string[] = [];
  const said: SaidWords[] = [];
  const log = createLog({ level: 'warn', to: { write: (line) => warnings.push(line) }, secrets: [] });
  let isBroken = false;
  let handedIn = 0;
  const { appPassword, ...given } = { appPassword: teams.appPassword, ...settings };
  const room = openTeams({
    settings: {
      appId: teams.appId,
      tenantId: teams.tenant,
      openIdMetadata: teams.openIdMetadataUrl,
      tokenIssuer: teams.issuer,
      loginUrl: teams.loginUrl,
      ...given,
      ...(appPassword !== undefined && { appPassword }),
    },
    store,
    async accept(incoming) {
      handedIn += 1;
      if (isBroken) throw new Error('the store takes nothing');
      return inbox.accept(incoming);
    },
    async say(slot, channel, card) {
      said.push({ slot, channel, card });
    },
    forms,
    linkHosts: ['pipehand.example.com'],
    linesPerMinute: options.linesPerMinute ?? 1_000_000,
    meters: { received() {}, rateLimited: (_, method) => limited.push(method) },
    clock,
    log,
  });
  const web = await aWebServer(room.routes, { drainMs: 1 });
  onTestFinished(web.close);
  const url = `http://127.0.0.1:${web.port}/api/messages`;
  teams.sendTo(url);
  return {
    ...{ teams, room, store, url, file, stop, said, warnings, limited },
    async inbox() {
      const rows = await store.db.selectFrom('inbox').selectAll().orderBy('receivedAt').execute();
      return rows.map(({ incomingJson }) => JSON.parse(incomingJson));
    },
    handedIn: () => handedIn,
    setBroken(value) {
      isBroken = value;
    },
  };
}
