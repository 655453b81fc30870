import { writeSync } from 'node:fs';
import { systemClock } from '../../src/clock.ts';
import { openStoreAt } from '../support/store-address.ts';
import { itemMigrations, upgrade } from './items.ts';

// Upgrades the store at the given address, and says when each step begins; it stands still in the given one.
const [address = '', standStillAt = ''] = process.argv.slice(2);
const steps = upgrade((step) => {
  writeSync(1, `step ${step}\n`);
  if (step === Number(standStillAt)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
const store = await openStoreAt(JSON.parse(address), [...itemMigrations, ...steps], systemClock);
// Stays until it is killed.
await new Promise(() => setInterval(() => store.isShared, 1_000));
