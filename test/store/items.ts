import { sql } from 'kysely';
import type { Migration } from '../../src/store/migrate.ts';
import type { Store } from '../../src/store/store.ts';

/** A small schema to try stores with. */
export interface ItemSchema {
  item: { key: string; amount: number; note: string | null };
}

/** Its history: one step. */
export const itemMigrations: readonly Migration[] = [
  {
    name: 'item-001-first',
    async up({ schema }) {
      await schema
        .createTable('item')
        .addColumn('key', 'text', (c) => c.primaryKey())
        .addColumn('amount', 'bigint', (c) => c.notNull())
        .addColumn('note', 'text')
        .execute();
    },
  },
];

/** A step that makes a table of 500 rows. */
export function tableStep(name: string, begun: () => void = () => {}): Migration {
  return {
    name: `table-${name}`,
    async up(tools) {
      begun();
      await sql`create table ${sql.table(name)} (number integer)`.execute(tools);
      await sql`insert into ${sql.table(name)}
        with recursive counted(number) as (select 1 union all select number + 1 from counted where number < 500)
        select number from counted`.execute(tools);
    },
  };
}

/** How many steps the upgrade has. */
export const upgradeSteps = 12;

/** An upgrade of the small schema that takes some time; `begun` is called with the number of each step. */
export function upgrade(begun: (step: number) => void = () => {}): readonly Migration[] {
  return Array.from({ length: upgradeSteps }, (_, step) => tableStep(`table_${step}`, () => begun(step)));
}

/** Adds an item. */
export async function put(store: Store<ItemSchema>, key: string, amount = 1, note: string | null = null) {
  await store.transaction((tx) => tx.insertInto('item').values({ key, amount, note }).execute());
}

/** The keys of all items. */
export async function keys(store: Store<ItemSchema>): Promise<string[]> {
  return (await store.db.selectFrom('item').select('key').orderBy('key').execute()).map(({ key }) => key);
}
