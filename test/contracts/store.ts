import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import type { Migration } from '../../src/store/migrate.ts';
import { type ItemSchema, itemMigrations, keys, put, tableStep, upgrade, upgradeSteps } from '../store/items.ts';
import { amount } from '../support/generated.ts';
import type { StoreAddress } from '../support/store-address.ts';
import type { StoreKind, StorePlace } from '../support/stores.ts';

/** The promises of `Store`, tried on a real one. Every kind of store must keep all of them. */
export function testStore({ name, newPlace }: StoreKind): void {
  async function openItems(place?: StorePlace) {
    return (place ?? (await newPlace())).open<ItemSchema>(itemMigrations);
  }

  describe(`${name} as a store`, () => {
    test('keeps what was committed, and is migrated once however often it is opened', async () => {
      const place = await newPlace();
      const first = await openItems(place);
      await put(first, 'a');
      await first.close();
      const again = await openItems(place);
      expect(await keys(again)).toEqual(['a']);
    });

    test('undoes a transaction whose work throws, and passes the error on at its first try', async () => {
      const store = await openItems();
      const mistake = new Error('a mistake');
      let tries = 0;
      const work = store.transaction(async (tx) => {
        tries += 1;
        await tx.insertInto('item').values({ key: 'a', amount: 1, note: null }).execute();
        throw mistake;
      });
      await expect(work).rejects.toBe(mistake);
      expect(tries).toBe(1);
      expect(await keys(store)).toEqual([]);
    });

    test('answers with what the work answers, and the work sees its own changes', async () => {
      const store = await openItems();
      const seen = await store.transaction(async (tx) => {
        await tx.insertInto('item').values({ key: 'a', amount: 7, note: null }).execute();
        return tx.selectFrom('item').selectAll().execute();
      });
      expect(seen).toMatchObject([{ key: 'a', amount: 7 }]);
    });

    test('takes transactions at the same time and loses no change', async () => {
      const store = await openItems();
      await put(store, 'a', 0);
      const add = () =>
        store.transaction((tx) =>
          tx
            .updateTable('item')
            .set((eb) => ({ amount: eb('amount', '+', 1) }))
            .where('key', '=', 'a')
            .execute(),
        );
      await Promise.all(Array.from({ length: 50 }, add));
      expect(await store.db.selectFrom('item').select('amount').execute()).toMatchObject([{ amount: 50 }]);
    });

    test('says whether a row was new where a conflict does nothing, and how many rows a statement changed', async () => {
      const store = await openItems();
      const accept = () =>
        store.transaction((tx) =>
          tx
            .insertInto('item')
            .values({ key: 'a', amount: 1, note: null })
            .onConflict((conflict) => conflict.column('key').doNothing())
            .executeTakeFirst(),
        );
      const counts = await Promise.all(Array.from({ length: 10 }, accept));
      const isNew = counts.filter(({ numInsertedOrUpdatedRows }) => numInsertedOrUpdatedRows === 1n);
      const isKnown = counts.filter(({ numInsertedOrUpdatedRows }) => numInsertedOrUpdatedRows === 0n);
      expect([isNew.length, isKnown.length]).toEqual([1, 9]);
      await put(store, 'b');
      const updated = await store.db.updateTable('item').set({ amount: 3 }).executeTakeFirst();
      const missed = await store.db.updateTable('item').set({ amount: 3 }).where('key', '=', 'z').executeTakeFirst();
      const deleted = await store.db.deleteFrom('item').executeTakeFirst();
      expect([updated.numUpdatedRows, missed.numUpdatedRows, deleted.numDeletedRows]).toEqual([2n, 0n, 2n]);
    });

    test('throws at a second row of the same key, and keeps nothing of that transaction', async () => {
      const store = await openItems();
      await put(store, 'a');
      const work = store.transaction(async (tx) => {
        await tx.insertInto('item').values({ key: 'b', amount: 1, note: null }).execute();
        await tx.insertInto('item').values({ key: 'a', amount: 1, note: null }).execute();
      });
      await expect(work).rejects.toThrow(/unique/i);
      expect(await keys(store)).toEqual(['a']);
    });

    test('answers numbers as numbers: times, the largest ones, counts and sums', async () => {
      const store = await openItems();
      const now = 1_795_000_000_123;
      await put(store, 'now', now);
      await put(store, 'zero', 0);
      await put(store, 'debt', -5);
      await put(store, 'most', Number.MAX_SAFE_INTEGER);
      const rows = await store.db.selectFrom('item').select('amount').orderBy('amount').execute();
      expect(rows.map((row) => row.amount)).toEqual([-5, 0, now, Number.MAX_SAFE_INTEGER]);
      const sums = await store.db
        .selectFrom('item')
        .where('key', '!=', 'most')
        .select(({ fn }) => [fn.countAll<number>().as('count'), fn.sum<number>('amount').as('sum')])
        .executeTakeFirstOrThrow();
      expect({ ...sums }).toEqual({ count: 3, sum: now - 5 });
    });

    test('refuses a number that JavaScript would round', async () => {
      const store = await openItems();
      await sql`insert into item (key, amount) values ('a', 9007199254740993)`.execute(store.db);
      await expect(store.db.selectFrom('item').selectAll().execute()).rejects.toThrow(RangeError);
      expect(await keys(store)).toEqual(['a']);
    });

    test('keeps text as it is: long, empty, of any script, with quotes; half a character is replaced', async () => {
      const store = await openItems();
      const texts = [
        'x'.repeat(5_000_000),
        '',
        'it\'s "quoted" \\ $1 ?',
        '日本語 עברית é́ 👩‍🔬\r\n\t\u001b',
        'half \ud83d',
      ];
      for (const [at, text] of texts.entries()) await put(store, String(at), 1, text);
      const rows = await store.db.selectFrom('item').select('note').orderBy('key').execute();
      expect(rows.map(({ note }) => note)).toEqual([...texts.slice(0, 4), 'half \ufffd']);
    });

    test('refuses text with a NUL character and goes on', async () => {
      const store = await openItems();
      const refused = await refusal(put(store, 'a', 1, 'one\0two'));
      expect(refused).toMatchObject({ code: 'bad-value', message: expect.stringContaining('NUL') });
      await put(store, 'b');
      expect(await keys(store)).toEqual(['b']);
    });

    test('G17: refuses the schema of a newer Pipehand and leaves it alone', async () => {
      const place = await newPlace();
      const newer = [...itemMigrations, tableStep('new_table')];
      const first = await place.open<ItemSchema>(newer);
      await put(first, 'a');
      await first.close();
      const refused = await refusal(openItems(place));
      expect(refused).toMatchObject({ code: 'unavailable', message: expect.stringContaining('table-new_table') });
      expect(refused.fix).toContain('newer Pipehand');
      expect(await keys(await place.open<ItemSchema>(newer))).toEqual(['a']);
    });

    test('G17: keeps nothing of an upgrade whose last step fails, so that the old Pipehand starts again', async () => {
      const place = await newPlace();
      const old = await openItems(place);
      await put(old, 'a');
      await old.close();
      const bad: Migration = {
        name: 'bad',
        async up() {
          throw new Error('a bad step');
        },
      };
      await expect(place.open([...itemMigrations, tableStep('good'), bad])).rejects.toThrow('a bad step');
      const again = await openItems(place);
      expect(await keys(again)).toEqual(['a']);
      await again.close();
      const fixed = await place.open<{ good: { number: number } }>([...itemMigrations, tableStep('good')]);
      expect(await fixed.db.selectFrom('good').select('number').execute()).toHaveLength(500);
    });

    test('G17: is as it was when the process is killed in the middle of an upgrade', async () => {
      for (const step of [0, Math.ceil(upgradeSteps / 2), upgradeSteps - 1]) {
        const place = await newPlace();
        await (await openItems(place)).close();
        await killedUpgrade(place.address, step, 'at that step');
        expect(await stepsLeft(place)).toBe(upgradeSteps);
      }
    });

    test('G17: is as it was or upgraded entirely when the process is killed at any moment', async () => {
      for (let kill = 0; kill < amount(200); kill += 1) {
        const place = await newPlace();
        const old = await openItems(place);
        await put(old, 'a');
        await old.close();
        await killedUpgrade(place.address, kill % upgradeSteps, 'after that step began');
        expect([0, upgradeSteps]).toContain(await stepsLeft(place));
        expect(await keys(await place.open<ItemSchema>([...itemMigrations, ...upgrade()]))).toEqual(['a']);
      }
    });
  });
}

/** What the act is refused with. */
export async function refusal(act: Promise<unknown>) {
  const error = await act.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UserError)) throw new Error(`expected a refusal, got ${String(error)}`, { cause: error });
  return error.problem;
}

/** Opens the upgraded store; answers how many steps of the upgrade were still to be made. */
async function stepsLeft(place: StorePlace): Promise<number> {
  let left = 0;
  const count = () => {
    left += 1;
  };
  await (await place.open([...itemMigrations, ...upgrade(count)])).close();
  return left;
}

/** Upgrades the store in a process of its own, and kills that as soon as it begins a step, or stands still in it. */
async function killedUpgrade(address: StoreAddress, step: number, when: 'at that step' | 'after that step began') {
  const program = fileURLToPath(new URL('../store/upgrading-process.ts', import.meta.url));
  const standStillAt = when === 'at that step' ? step : -1;
  const child = spawn(process.execPath, [program, JSON.stringify(address), String(standStillAt)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  for await (const line of createInterface(child.stdout)) {
    if (line === `step ${step}`) child.kill('SIGKILL');
  }
  expect(await ended).toBe('SIGKILL');
}
