import { join } from 'node:path';
import { chatMigrations } from '../chat/shared/chat-schema.ts';
import { type TeamsSchema, teamsMigrations } from '../chat/teams/teams-schema.ts';
import { type TerminalSchema, terminalMigrations } from '../chat/terminal/terminal-schema.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { deliveryMigrations } from '../delivery/migrations.ts';
import { notificationsMigrations } from '../notifications/migrations.ts';
import type { NotificationsSchema } from '../notifications/schema.ts';
import type { Migration } from '../store/migrate.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';

export type HomeStore = Store<NotificationsSchema & TerminalSchema & TeamsSchema>;

/** The history of every room's tables. */
export const storeMigrations: readonly Migration[] = [
  ...deliveryMigrations,
  ...notificationsMigrations,
  ...terminalMigrations,
  ...chatMigrations,
  ...teamsMigrations,
];

/** Opens the store of every room: PostgreSQL where one is named, else SQLite in the home. Throws `unavailable`. */
export async function openHomeStore({ home, databaseUrl }: Config, clock: Clock): Promise<HomeStore> {
  const migrations = storeMigrations;
  if (databaseUrl === undefined) return openSqliteStore({ file: join(home, 'pipehand.db'), migrations, clock });
  // Its driver takes a tenth of a second to load, which nobody without PostgreSQL should wait for.
  const { openPostgresStore } = await import('../store/postgres-store.ts');
  return openPostgresStore({ url: databaseUrl, migrations, clock });
}
