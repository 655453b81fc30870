import { embeddedMigrations } from '../../src/pipelines/embedded/migrations.ts';
import { testUpgrades } from '../contracts/upgrades.ts';
import { storeKinds } from '../support/stores.ts';

for (const kind of storeKinds().filter(({ name }) => name === 'SQLite')) testUpgrades(kind, [embeddedMigrations]);
