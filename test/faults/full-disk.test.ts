import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Incoming } from '../../src/chat/platform.ts';
import { refusal } from '../contracts/store.ts';
import { amount } from '../support/generated.ts';
import { countFired } from './fired.ts';
import { brokenPromises } from './oracles.ts';
import { channel, runRequest } from './rig.ts';
import { longTest, seed, seeded } from './seeded.ts';
import { openVirtualWorld } from './virtual-world.ts';

const second = 1_000;
const minute = 60 * second;

test(
  'F15, F16: while the disk is full or read-only nothing is acknowledged, and as soon as it is not all goes on by itself',
  longTest,
  async () => {
    const dice = seeded(seed);
    const fired = countFired('F15', 'F16');
    const hearing = [channel('C9')];
    const world = await openVirtualWorld({ limits: [], hearing, stateLasts: 4 * second });
    const { clock, store, service, platform, delivery } = world;
    const acknowledged: Incoming[] = [];
    const broken = () => brokenPromises({ service, platform, settings: { hearing } }, acknowledged, 0);

    /** SQLite counts what the file may have more of; a real SQLITE_FULL comes of it. */
    async function limitPages(more: number): Promise<void> {
      const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(store.db);
      await sql`pragma max_page_count = ${sql.lit((rows[0]?.page_count ?? 0) + more)}`.execute(store.db);
    }

    /** Every write is refused with a real SQLITE_READONLY, as on a disk that the system has made read-only. */
    async function forbidWriting(isForbidden: boolean): Promise<void> {
      await sql`pragma query_only = ${sql.lit(isForbidden ? 1 : 0)}`.execute(store.db);
    }

    /** True when it was acknowledged; else it was refused in words, within the patience of the store. */
    async function accepts(incoming: Incoming): Promise<boolean> {
      let answer: string | undefined;
      const began = clock.elapsed();
      const accepting = delivery.inbox.accept(incoming).then((words) => {
        answer = words;
      });
      const refused = refusal(accepting.then(() => expect.unreachable())).catch(() => undefined);
      void refused.then(() => {
        answer ??= 'refused';
      });
      await clock.runUntil(() => answer !== undefined, minute);
      expect(clock.elapsed() - began).toBeLessThan(5 * second);
      return answer !== 'refused';
    }

    await clock.pass(10 * second);
    for (let round = 0; round < Math.max(3, amount(100)); round += 1) {
      const later: Incoming[] = [];
      const fault = round % 3 === 2 ? 'F16' : 'F15';
      if (fault === 'F16') {
        // For a second nobody notices: the store is patient.
        await forbidWriting(true);
        void clock.wait(second).then(() => forbidWriting(false));
        const incoming = runRequest(`m${round}`, 'C4', clock.now());
        expect(await accepts(incoming)).toBe(true);
        acknowledged.push(incoming);
      }
      for (let at = 0; at < 15; at += 1) {
        // The first ones are under way by then.
        if (at === 3) await (fault === 'F15' ? limitPages(dice.below(3)) : forbidWriting(true));
        const incoming = {
          ...runRequest(`k${round}-${at}`, `C${at % 3}`, clock.now()),
          text: `run p-${'x'.repeat(800)}`,
        };
        if (await accepts(incoming)) acknowledged.push(incoming);
        else later.push(incoming);
        await clock.pass(dice.below(3 * second));
      }
      if (fault === 'F16') expect(later).toHaveLength(12);
      if (later.length > 0) fired(fault);
      await clock.pass(minute);
      await (fault === 'F15' ? limitPages(100_000) : forbidWriting(false));
      for (const incoming of later) {
        expect(await accepts(incoming)).toBe(true);
        acknowledged.push(incoming);
      }
      await clock.pass(2 * minute);
      expect(broken()).toEqual([]);
    }
    expect(fired.tell(`a full or read-only disk: ${acknowledged.length} requests`)).toEqual([]);
    const due = store.db.selectFrom('outbox').select('slot').where('dueAt', 'is not', null);
    expect(await due.execute()).toEqual([]);
    expect(service.ledger.submittedAgain).toEqual([]);
  },
);
