import { expect, test } from 'vitest';
import type { Limit } from '../../src/chat/platform.ts';
import { type Budgets, createBudgets, type Use } from '../../src/delivery/budgets.ts';

const acme = 'slack:ACME';
const onePost: Limit = { method: 'post', scope: 'channel', count: 1, perMs: 1_000 };
const fiftyEdits: Limit = { method: 'edit', scope: 'tenant', count: 50, perMs: 60_000 };
const slack = [onePost, fiftyEdits, { method: 'edit', scope: 'message', count: 1, perMs: 5_000 }] satisfies Limit[];

function post(channel: string, tenant = acme): Use {
  return { tenant, channel, method: 'post' };
}

function edit(channel: string, message: string, tenant = acme): Use {
  return { tenant, channel, message, method: 'edit' };
}

/** A use that takes no time. */
function use(budgets: Budgets, limits: readonly Limit[], what: Use, now: number): void {
  budgets.take(limits, what, now)(now);
}

test('a limit of a channel is counted for each channel of each tenant and for its method alone', () => {
  const budgets = createBudgets();
  use(budgets, slack, post('C1'), 10);
  expect(budgets.waitFor(slack, post('C1'), 10)).toBe(1_001);
  expect(budgets.waitFor(slack, post('C1'), 1_010)).toBe(1);
  expect(budgets.waitFor(slack, post('C1'), 1_011)).toBe(0);
  for (const other of [post('C2'), post('C1', 'slack:OTHER'), edit('C1', 'M1')]) {
    expect(budgets.waitFor(slack, other, 10)).toBe(0);
  }
});

test('whoever begins to lead counts with one before who used what may be used once at a time', () => {
  const budgets = createBudgets();
  budgets.begin(10.5);
  expect(budgets.waitFor(slack, post('C1'), 10.5)).toBe(1_002);
  expect(budgets.waitFor(slack, edit('C1', 'M1'), 10.5)).toBe(5_002);
  expect(budgets.waitFor([fiftyEdits], edit('C1', 'M1'), 10.5)).toBe(0);
  expect(budgets.waitFor(slack, post('C1'), 1_012)).toBe(0);
});

test('a limit of a tenant is counted over its channels, one of a message for each message of a channel', () => {
  const budgets = createBudgets();
  for (let at = 0; at < 50; at += 1) use(budgets, slack, edit(`C${at % 7}`, `M${at}`), 100 * at);
  expect(budgets.waitFor(slack, edit('C1', 'M99'), 5_000)).toBe(55_001);
  expect(budgets.waitFor(slack, edit('C1', 'M99', 'slack:OTHER'), 5_000)).toBe(0);
  expect(budgets.waitFor(slack, post('C1'), 5_000)).toBe(0);

  const apart = createBudgets();
  use(apart, slack, edit('C1', 'M1'), 0);
  expect(apart.waitFor(slack, edit('C1', 'M1'), 0)).toBe(5_001);
  for (const other of [edit('C1', 'M2'), edit('C2', 'M1')]) expect(apart.waitFor(slack, other, 0)).toBe(0);
});

test('names that look like another name when written together are still told apart', () => {
  const budgets = createBudgets();
  use(budgets, slack, post('B\nC', 'slack:A'), 0);
  expect(budgets.waitFor(slack, post('B\nC', 'slack:A'), 0)).toBe(1_001);
  for (const other of [post('C', 'slack:A\nB'), post('\nC', 'slack:AB'), post('C', 'slack:A","B')]) {
    expect(budgets.waitFor(slack, other, 0)).toBe(0);
  }
});

test('a limit of any method counts posts and edits together, and the tightest of several limits decides', () => {
  const teams: readonly Limit[] = [
    { method: 'any', scope: 'channel', count: 7, perMs: 1_000 },
    { method: 'any', scope: 'channel', count: 8, perMs: 2_000 },
  ];
  const budgets = createBudgets();
  for (let at = 0; at < 7; at += 1) use(budgets, teams, at % 2 ? post('C1') : edit('C1', 'M1'), at);
  expect(budgets.waitFor(teams, post('C1'), 6)).toBe(995);
  use(budgets, teams, post('C1'), 1_001);
  expect(budgets.waitFor(teams, edit('C1', 'M2'), 1_001)).toBe(1_000);
});

test('a use counts until its windows have passed since it ended, for it may have arrived just then', () => {
  const budgets = createBudgets();
  const ended = budgets.take(slack, post('C1'), 0);
  expect(budgets.waitFor(slack, post('C1'), 3_000)).toBe(1_001);
  ended(4_000);
  expect(budgets.waitFor(slack, post('C1'), 4_000)).toBe(1_001);
  expect(budgets.waitFor(slack, post('C1'), 5_001)).toBe(0);
});

test('a use of which nothing more is heard counts as ended after 30 seconds, and once', () => {
  const budgets = createBudgets();
  const ended = budgets.take(slack, post('C1'), 0);
  expect(budgets.waitFor(slack, post('C1'), 29_000)).toBe(1_001);
  expect(budgets.waitFor(slack, post('C1'), 30_001)).toBe(1_000);
  ended(30_500);
  ended(30_600);
  expect(budgets.waitFor(slack, post('C1'), 31_001)).toBe(0);
});

test('a use that was given up before anything was sent does not count', () => {
  const budgets = createBudgets();
  const ended = budgets.take(slack, post('C1'), 0);
  expect(budgets.waitFor(slack, post('C1'), 0)).toBe(1_001);
  ended();
  expect(budgets.waitFor(slack, post('C1'), 0)).toBe(0);
  ended(10);
  expect(budgets.waitFor(slack, post('C1'), 10)).toBe(0);
});

test('a refusal holds back what the platform counts together and nothing else', () => {
  const budgets = createBudgets();
  budgets.hold(slack, edit('C1', 'M1'), { scope: 'tenant', methods: 'counted-together', ms: 30_000 }, 100);
  expect(budgets.waitFor(slack, edit('C2', 'M2'), 100)).toBe(30_000);
  expect(budgets.waitFor(slack, edit('C2', 'M2'), 30_099.5)).toBe(1);
  expect(budgets.waitFor(slack, edit('C2', 'M2'), 30_100)).toBe(0);
  for (const other of [post('C1'), edit('C1', 'M1', 'slack:OTHER')]) expect(budgets.waitFor(slack, other, 100)).toBe(0);

  budgets.hold(slack, post('C1'), { scope: 'channel', methods: 'counted-together', ms: 5_000 }, 100);
  expect(budgets.waitFor(slack, post('C1'), 100)).toBe(5_000);
  expect(budgets.waitFor(slack, post('C2'), 100)).toBe(0);
});

test('a refusal of one message holds back that message; a post that has none yet holds back its channel', () => {
  const budgets = createBudgets();
  budgets.hold(slack, edit('C1', 'M1'), { scope: 'message', methods: 'counted-together', ms: 5_000 }, 0);
  expect(budgets.waitFor(slack, edit('C1', 'M1'), 0)).toBe(5_000);
  for (const other of [edit('C1', 'M2'), edit('C2', 'M1'), post('C1')]) {
    expect(budgets.waitFor(slack, other, 0)).toBe(0);
  }
  budgets.hold(slack, post('C1'), { scope: 'message', methods: 'counted-together', ms: 4_000 }, 0);
  expect([post('C1'), post('C2')].map((what) => budgets.waitFor(slack, what, 0))).toEqual([4_000, 0]);
});

test('where a platform counts methods together, or a whole tenant is closed, both methods are held back', () => {
  const together: readonly Limit[] = [{ method: 'any', scope: 'channel', count: 7, perMs: 1_000 }];
  const counted = createBudgets();
  counted.hold(together, post('C1'), { scope: 'channel', methods: 'counted-together', ms: 5_000 }, 0);
  const both = [post('C1'), edit('C1', 'M1'), edit('C2', 'M1')];
  expect(both.map((what) => counted.waitFor(together, what, 0))).toEqual([5_000, 5_000, 0]);

  const closed = createBudgets();
  closed.hold(slack, post('C1'), { scope: 'tenant', methods: 'all', ms: 300_000 }, 0);
  expect(both.map((what) => closed.waitFor(slack, what, 0))).toEqual([300_000, 300_000, 300_000]);
  expect(closed.waitFor(slack, post('C1', 'slack:OTHER'), 0)).toBe(0);
});

test('of two holds, and of a hold and a limit, the longer one counts', () => {
  const budgets = createBudgets();
  use(budgets, slack, post('C1'), 0);
  const hold = (ms: number) =>
    budgets.hold(slack, post('C1'), { scope: 'channel', methods: 'counted-together', ms }, 0);
  hold(500);
  expect(budgets.waitFor(slack, post('C1'), 0)).toBe(1_001);
  hold(9_000);
  hold(2_000);
  expect(budgets.waitFor(slack, post('C1'), 0)).toBe(9_000);
});

test('twenty channels with fifty outcomes each are told in fifty seconds, give or take a tenth', () => {
  const budgets = createBudgets();
  const left = new Map(Array.from({ length: 20 }, (_, at) => [`C${at}`, 50]));
  let now = 0.25;
  while (left.size > 0 && now < 60_000) {
    const waits = [...left].map(([channel, count]) => {
      const wait = budgets.waitFor(slack, post(channel), now);
      if (wait > 0) return wait;
      use(budgets, slack, post(channel), now);
      if (count === 1) left.delete(channel);
      else left.set(channel, count - 1);
      return 1;
    });
    now += Math.min(...waits);
  }
  expect(now).toBeGreaterThan(49_000);
  expect(now).toBeLessThan(49_000 * 1.1);
});

test('what lies outside every window is forgotten: channels, messages and holds that come and go', () => {
  const budgets = createBudgets();
  let most = 0;
  for (let at = 0; at < 20_000; at += 1) {
    use(budgets, slack, post(`C${at}`), 10 * at);
    use(budgets, slack, edit(`C${at}`, `M${at}`), 10 * at);
    budgets.hold(slack, post(`C${at}`), { scope: 'channel', methods: 'counted-together', ms: 1_000 }, 10 * at);
    if (at % 100 === 0) most = Math.max(most, budgets.size());
  }
  // A hundred posts and holds of one second and 500 edits of five seconds, at most twice, and the 50 edits of the tenant.
  expect(most).toBeLessThanOrEqual(2 * (100 + 100 + 500) + 50);
});

test('uses of which nothing more is heard are forgotten as well', () => {
  const budgets = createBudgets();
  for (let at = 0; at < 5_000; at += 1) budgets.take([onePost], post(`C${at}`), at);
  expect(budgets.size()).toBe(5_000);
  for (let at = 0; at < 5_000; at += 1) use(budgets, [onePost], post(`D${at}`), 30_000 + 10 * at);
  expect(budgets.size()).toBeLessThan(1_000);
});

test('a busy channel remembers as many uses as its largest limit counts', () => {
  const hourly: readonly Limit[] = [{ method: 'any', scope: 'channel', count: 1_800, perMs: 3_600_000 }];
  const budgets = createBudgets();
  for (let at = 0; at < 10_000; at += 1) use(budgets, hourly, post('C1'), at);
  expect(budgets.size()).toBe(1_800);
  expect(budgets.waitFor(hourly, post('C1'), 10_000)).toBe(3_598_201);
});
