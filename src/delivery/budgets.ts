import type { Limit } from '../chat/platform.ts';

/**
 * A use that has not ended after so long (milliseconds) never will: to look a message up and to post it take ten seconds
 * each, and the store between them up to five.
 */
const longestUse = 30_000;

/** Counts are looked through for what can be forgotten when there are twice as many as the last time, and at least so many. */
const fewCounts = 1_000;

/** One post or edit as a platform counts it. `tenant` is `<platform>:<tenant>`; a post has no `message` yet. */
export interface Use {
  tenant: string;
  channel: string;
  message?: string;
  method: 'post' | 'edit';
}

/**
 * To be called with the moment a use ended, however it ended; with none when nothing was sent after all. Only the first
 * call counts.
 */
export type EndOfUse = (endedAt?: number) => void;

/** What is to wait for how long: the method that was limited and whatever is counted with it, or everything. */
export interface Hold {
  scope: Limit['scope'];
  methods: 'counted-together' | 'all';
  ms: number;
}

/**
 * How often the platforms let us do something, in the memory of one leader; times are of `Clock.elapsed`. The platform
 * counts a use when it arrives, at an unknown moment of the call, so a use counts from its begin until its windows have
 * passed since its end. A platform with sliding windows therefore never has a reason to refuse. Between asking and taking
 * nothing may be awaited.
 */
export interface Budgets {
  /**
   * Begins to lead. Whoever led before may have used everything until now, which matters where one use at a time is let
   * through; of longer windows enough is left, or the platform says how long to wait.
   */
  begin(now: number): void;
  /**
   * Milliseconds until this may be sent, 0 for now. While others are under way it may be longer: nobody knows when they
   * will end, so ask again then.
   */
  waitFor(limits: readonly Limit[], use: Use, now: number): number;
  /** Notes that a use begins. */
  take(limits: readonly Limit[], use: Use, now: number): EndOfUse;
  /** Holds back what the platform counts together with a use that it refused. */
  hold(limits: readonly Limit[], use: Use, hold: Hold, now: number): void;
  /** How many uses and holds are remembered. */
  size(): number;
}

/** The uses that one sort of limit counts. */
interface Count {
  underWay: Set<{ since: number }>;
  /** When the others ended, oldest first: never more than the largest limit, nor older than the longest window. */
  ended: number[];
  largest: number;
  longest: number;
}

/** Budgets of which nothing is used yet. */
export function createBudgets(): Budgets {
  const counts = new Map<string, Count>();
  const holds = new Map<string, number>();
  let lookThroughAt = fewCounts;
  let beganAt = Number.NEGATIVE_INFINITY;

  function countFor(key: string, { count, perMs }: Limit): Count {
    const found = counts.get(key) ?? { underWay: new Set(), ended: [], largest: 0, longest: 0 };
    found.largest = Math.max(found.largest, count);
    found.longest = Math.max(found.longest, perMs);
    counts.set(key, found);
    return found;
  }

  function heldFor(use: Use, now: number): number {
    if (holds.size === 0) return 0;
    const keys = scopes.flatMap((scope) => [keyOf(scope, 'any', use), keyOf(scope, use.method, use)]);
    const until = Math.max(...keys.map((key) => (key === undefined ? 0 : (holds.get(key) ?? 0))));
    return Math.max(0, until - Math.floor(now));
  }

  function forgetWhatPassed(now: number): void {
    if (counts.size + holds.size < lookThroughAt) return;
    for (const [key, until] of holds) if (until <= now) holds.delete(key);
    for (const [key, count] of counts) {
      prune(count, now);
      if (count.underWay.size + count.ended.length === 0) counts.delete(key);
    }
    lookThroughAt = Math.max(fewCounts, 2 * (counts.size + holds.size));
  }

  return {
    begin(now) {
      beganAt = Math.ceil(now);
    },

    waitFor(limits, use, now) {
      let wait = heldFor(use, now);
      for (const limit of limits) {
        const key = countedUnder(limit, use);
        if (key !== undefined && limit.count === 1) wait = Math.max(wait, after(beganAt, limit, now));
        const count = key === undefined ? undefined : counts.get(key);
        if (count) wait = Math.max(wait, waitIn(count, limit, now));
      }
      return wait;
    },

    take(limits, use, now) {
      forgetWhatPassed(now);
      const flight = { since: now };
      const counting = new Set<Count>();
      for (const limit of limits) {
        const key = countedUnder(limit, use);
        if (key !== undefined) counting.add(countFor(key, limit));
      }
      for (const count of counting) count.underWay.add(flight);
      return (endedAt) => {
        for (const count of counting) end(count, flight, endedAt);
      };
    },

    hold(limits, use, { scope, methods, ms }, now) {
      forgetWhatPassed(now);
      const together = methods === 'all' || limits.some((limit) => limit.scope === scope && limit.method === 'any');
      const method = together ? 'any' : use.method;
      const key = keyOf(scope, method, use) ?? keyOf('channel', method, use);
      if (key !== undefined) holds.set(key, Math.max(holds.get(key) ?? 0, Math.ceil(now + ms)));
    },

    size() {
      const uses = [...counts.values()].map(({ underWay, ended }) => underWay.size + ended.length);
      return uses.reduce((sum, some) => sum + some, holds.size);
    },
  };
}

const scopes = ['tenant', 'channel', 'message'] as const;

function countedUnder(limit: Limit, use: Use): string | undefined {
  return limit.method === 'any' || limit.method === use.method ? keyOf(limit.scope, limit.method, use) : undefined;
}

/** Undefined for the message of a post: it has none yet. */
function keyOf(scope: Limit['scope'], method: Limit['method'], use: Use): string | undefined {
  const { tenant, channel, message } = use;
  if (scope === 'tenant') return JSON.stringify([method, tenant]);
  if (scope === 'channel') return JSON.stringify([method, tenant, channel]);
  return message === undefined ? undefined : JSON.stringify([method, tenant, channel, message]);
}

/**
 * Whole milliseconds, rounded to the safe side, and one more: so it is right by any clock of the platform, whether or not
 * it counts both ends of a window.
 */
function waitIn(count: Count, limit: Limit, now: number): number {
  prune(count, now);
  const free = limit.count - count.underWay.size;
  // What is under way ends now at the earliest.
  const makesRoom = free > 0 ? count.ended.at(-free) : Math.ceil(now);
  return makesRoom === undefined ? 0 : after(makesRoom, limit, now);
}

function after(use: number, limit: Limit, now: number): number {
  return Math.max(0, use + Math.ceil(limit.perMs) + 1 - Math.floor(now));
}

function end(count: Count, flight: { since: number }, at: number | undefined): void {
  if (!count.underWay.delete(flight) || at === undefined) return;
  note(count, at);
  prune(count, at);
}

/** Keeps the order whatever the order of the ends; later is the safe side. */
function note(count: Count, endedAt: number): void {
  count.ended.push(Math.max(Math.ceil(endedAt), count.ended.at(-1) ?? 0));
}

function prune(count: Count, now: number): void {
  for (const flight of count.underWay) {
    if (now - flight.since < longestUse) break;
    count.underWay.delete(flight);
    note(count, flight.since + longestUse);
  }
  const tooMany = Math.max(0, count.ended.length - count.largest);
  const firstOfWindow = count.ended.findIndex((at) => at + count.longest + 2 >= now);
  count.ended.splice(0, firstOfWindow < 0 ? count.ended.length : Math.max(tooMany, firstOfWindow));
}
