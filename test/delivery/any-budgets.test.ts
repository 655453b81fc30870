import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Limit } from '../../src/chat/platform.ts';
import { createBudgets, type Use } from '../../src/delivery/budgets.ts';
import { generated } from '../support/generated.ts';

const method = fc.constantFrom('post', 'edit', 'any');
const scope = fc.constantFrom('tenant', 'channel', 'message');
const limit: fc.Arbitrary<Limit> = fc.record({
  method,
  scope,
  count: fc.integer({ min: 1, max: 5 }),
  perMs: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 5_000 })),
});
const limits = fc.array(limit, { minLength: 1, maxLength: 5 });
const tenant = fc.constantFrom('slack:ACME', 'teams:ACME');
const channel = fc.constantFrom('C1', 'C2', 'C3');
const anyUse: fc.Arbitrary<Use> = fc.oneof(
  fc.record({ tenant, channel, method: fc.constant('post') }),
  fc.record({ tenant, channel, method: fc.constant('edit'), message: fc.constantFrom('M1', 'M2', 'M3') }),
);

/** What a platform counts under a limit, by what it counts together; a post has no message that could be counted. */
function countedBy({ method, scope }: Limit, arrivals: readonly Arrival[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const { at, what } of arrivals) {
    if (method !== 'any' && method !== what.method) continue;
    if (scope === 'message' && what.message === undefined) continue;
    const parts = [what.tenant, ...(scope === 'tenant' ? [] : [what.channel]), scope === 'message' ? what.message : ''];
    const name = parts.join(' ');
    groups.set(name, [...(groups.get(name) ?? []), at]);
  }
  return [...groups.values()].map((times) => times.sort((a, b) => a - b));
}

interface Arrival {
  at: number;
  what: Use;
}

/** Whether a strict platform, which counts both ends of a window, answers "too many". */
function isRefused(limit: Limit, arrivals: readonly Arrival[]): boolean {
  return countedBy(limit, arrivals).some((times) =>
    times.some((at, place) => (times[place + limit.count] ?? Number.POSITIVE_INFINITY) - at <= limit.perMs),
  );
}

/** Up to so many milliseconds, in sixteenths: moments fall between the whole ones. */
function upTo(ms: number): fc.Arbitrary<number> {
  return fc.nat(16 * ms).map((sixteenths) => sixteenths / 16);
}

const call = fc.record({
  what: anyUse,
  after: fc.oneof(fc.constant(0), upTo(2), upTo(2_000)),
  lasts: fc.oneof(fc.constant(0), upTo(2), upTo(300), upTo(10_000)),
  arrivesAfter: upTo(1),
  // Whoever made the call never tells of its end.
  isLost: fc.nat(9).map((drawn) => drawn === 0),
});

test('no strict platform ever refuses what was waited for, however long calls last, and every wait comes to an end', () => {
  fc.assert(
    fc.property(limits, fc.array(call, { maxLength: 40 }), upTo(1), (limits, calls, phase) => {
      const budgets = createBudgets();
      const arrivals: Arrival[] = [];
      let underWay: { endsAt: number; ended: (at: number) => void }[] = [];
      let now = 0;
      function advance(by: number): void {
        now += by;
        const over = underWay.filter(({ endsAt }) => endsAt <= now).sort((a, b) => a.endsAt - b.endsAt);
        for (const { endsAt, ended } of over) ended(endsAt);
        underWay = underWay.filter(({ endsAt }) => endsAt > now);
      }
      for (const { what, after, lasts, arrivesAfter, isLost } of calls) {
        advance(after);
        const asked = now;
        for (let wait = budgets.waitFor(limits, what, now); wait > 0; wait = budgets.waitFor(limits, what, now)) {
          const isLast = underWay.length === 0;
          advance(wait);
          if (isLast) expect(budgets.waitFor(limits, what, now)).toBe(0);
          // The longest use, and the longest window before and after it was over.
          expect(now - asked).toBeLessThanOrEqual(30_000 + 2 * 5_003);
        }
        const ended = budgets.take(limits, what, now);
        underWay.push(isLost ? { endsAt: now + 30_000, ended: () => {} } : { endsAt: now + lasts, ended });
        // The platform's clock ticks in whole milliseconds, at moments of its own.
        arrivals.push({ at: Math.floor(now + lasts * arrivesAfter + phase), what });
      }
      for (const limit of limits) expect(isRefused(limit, arrivals)).toBe(false);
    }),
    generated(50_000),
  );
});

test('nothing waits a millisecond longer than the windows of a strict platform make it', () => {
  const step = fc.record({ what: anyUse, after: fc.oneof(fc.nat(20), fc.nat(2_000)) });
  fc.assert(
    fc.property(limits, fc.array(step, { maxLength: 40 }), (limits, steps) => {
      const budgets = createBudgets();
      const arrivals: Arrival[] = [];
      let now = 0;
      for (const { what, after } of steps) {
        now += after;
        const mayAt = (at: number) => !limits.some((limit) => isRefused(limit, [...arrivals, { at, what }]));
        const wait = budgets.waitFor(limits, what, now);
        expect(mayAt(now + wait)).toBe(true);
        if (wait > 0) expect(mayAt(now + wait - 1)).toBe(false);
        now += wait;
        budgets.take(limits, what, now)(now);
        arrivals.push({ at: now, what });
      }
    }),
    generated(50_000),
  );
});
