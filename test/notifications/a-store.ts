import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Card } from '../../src/cards/card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import type { ChannelRef } from '../../src/chat/platform.ts';
import { systemClock } from '../../src/clock.ts';
import { deliveryMigrations } from '../../src/delivery/migrations.ts';
import { notificationsMigrations } from '../../src/notifications/migrations.ts';
import type { NotificationsSchema, NotificationsStore } from '../../src/notifications/schema.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The tables of delivery and notifications. */
export const migrations = [...deliveryMigrations, ...notificationsMigrations];

/** A real store with these tables, closed when the test is over. */
export async function openStore(): Promise<NotificationsStore> {
  const store = await openSqliteStore<NotificationsSchema>({
    file: join(temporaryFolder(), 'pipehand.db'),
    migrations,
    clock: systemClock,
  });
  onTestFinished(() => store.close());
  return store;
}

/** A channel of the workspace T1. */
export function aChannel(id = 'C1'): ChannelRef {
  return { platform: 'slack', tenant: 'T1', id };
}

/** A card as people read it; empty for none. */
export function textOf(card: Card | undefined): string {
  return card ? plainText(card) : '';
}
