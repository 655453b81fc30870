import { join } from 'node:path';
import { type TerminalSchema, terminalMigrations } from '../chat/terminal/terminal-schema.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { deliveryMigrations } from '../delivery/migrations.ts';
import { notificationsMigrations } from '../notifications/migrations.ts';
import type { NotificationsSchema } from '../notifications/schema.ts';
import type { Migration } from '../store/migrate.ts';
import { openPostgresStore } from '../store/postgres-store.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';

export type HomeStore = Store<NotificationsSchema & TerminalSchema>;

/** The history of every room's tables. */
export const storeMigrations: readonly Migration[] = [
  ...deliveryMigrations,
  ...notificationsMigrations,
  ...terminalMigrations,
];

/** Opens the store of every room: PostgreSQL where one is named, else SQLite in the home. Throws `unavailable`. */
export function openHomeStore({ home, databaseUrl }: Config, clock: Clock): Promise<HomeStore> {
  return databaseUrl === undefined
    ? openSqliteStore({ file: join(home, 'pipehand.db'), migrations: storeMigrations, clock })
    : openPostgresStore({ url: databaseUrl, migrations: storeMigrations, clock });
}
