import { expect, test } from 'vitest';
import { chatMigrations } from '../../src/chat/shared/chat-schema.ts';
import { teamsMigrations } from '../../src/chat/teams/teams-schema.ts';
import { terminalMigrations } from '../../src/chat/terminal/terminal-schema.ts';
import { deliveryMigrations } from '../../src/delivery/migrations.ts';
import { notificationsMigrations } from '../../src/notifications/migrations.ts';
import { storeMigrations } from '../../src/wiring/home-store.ts';
import { testStore } from '../contracts/store.ts';
import { testUpgrades } from '../contracts/upgrades.ts';
import { storeKinds } from '../support/stores.ts';

const rooms = [deliveryMigrations, notificationsMigrations, terminalMigrations, chatMigrations, teamsMigrations];

test('G17: the upgrades of every room are tried', () => {
  expect(rooms.flat()).toEqual(storeMigrations);
});

for (const kind of storeKinds()) {
  testStore(kind);
  testUpgrades(kind, rooms);
}
