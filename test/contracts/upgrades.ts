import type { Kysely, TableMetadata } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Migration } from '../../src/store/migrate.ts';
import type { StoreKind } from '../support/stores.ts';

/** The tables of rooms whose names are known to whoever fills them only. */
type AnySchema = Record<string, Record<string, unknown>>;

/** Tables that have another name now. */
const renamed: Readonly<Record<string, string>> = { slack_button: 'chat_button' };

/** Tables whose rows others refer to, in the order in which they can be filled. */
const parents = ['graph', 'run'];

/** Rows of each table of an earlier schema. */
const rowsEach = 3;

/** An upgrade keeps all that stood in the store, from whichever earlier schema; `rooms` has the history of each. */
export function testUpgrades({ name, newPlace }: StoreKind, rooms: readonly (readonly Migration[])[]): void {
  const steps = Math.max(...rooms.map((room) => room.length));
  const present = rooms.flat();

  describe(`upgrades of ${name}`, () => {
    test.each(Array.from({ length: steps - 1 }, (_, step) => step + 1))(
      'G17: an upgrade keeps every row of a schema of %i steps a room',
      async (step) => {
        const place = await newPlace();
        const old = await place.open<AnySchema>(rooms.flatMap((room) => room.slice(0, step)));
        const before = await filled(old.db);
        await old.close();
        const { db } = await place.open<AnySchema>(present);
        for (const [table, rows] of before) {
          const after = await db
            .selectFrom(renamed[table] ?? table)
            .selectAll()
            .execute();
          for (const row of rows) expect(after).toContainEqual(expect.objectContaining(row));
        }
      },
    );
  });
}

/** Fills every table, and answers what was put there. */
async function filled(db: Kysely<AnySchema>): Promise<ReadonlyMap<string, readonly Record<string, unknown>[]>> {
  const known = (await db.introspection.getTables()).filter((table) => table.name !== 'migration');
  const referredTo = parents.flatMap((parent) => known.filter(({ name }) => name === parent));
  const tables = [...referredTo, ...known.filter(({ name }) => !parents.includes(name))];
  expect(tables.length).toBeGreaterThan(5);
  const all = new Map<string, readonly Record<string, unknown>[]>();
  for (const table of tables) {
    const rows = Array.from({ length: rowsEach }, (_, at) => aRow(table, at));
    await db.insertInto(table.name).values(rows).execute();
    all.set(table.name, rows);
  }
  return all;
}

function aRow({ columns }: TableMetadata, at: number): Record<string, unknown> {
  return Object.fromEntries(columns.map(({ name, dataType }) => [name, aValue(name, dataType, at)]));
}

function aValue(column: string, type: string, at: number): unknown {
  if (!/text|char/i.test(type)) return at;
  // The same for all columns, so that what refers to a row finds one.
  return column.endsWith('Json') ? JSON.stringify({ at }) : `text ${at}, é`;
}
