import { systemClock } from '../../src/clock.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { type ItemSchema, itemMigrations, put } from './items.ts';

// Holds the store at the given file with an item of its own, until its input ends.
const [file = ''] = process.argv.slice(2);
const store = await openSqliteStore<ItemSchema>({ file, migrations: itemMigrations, clock: systemClock });
await put(store, 'theirs');
process.stdout.write('held\n');
process.stdin.resume().on('end', () => process.exit());
