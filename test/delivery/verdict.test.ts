import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SendProblem, type SendTrouble } from '../../src/chat/platform.ts';
import { type TriedMessage, type Trouble, troubleOf, verdictOn } from '../../src/delivery/verdict.ts';
import { generated } from '../support/generated.ts';

const now = Date.UTC(2026, 10, 20, 12, 0, 0);
const minute = 60_000;
const hour = 60 * minute;
const week = 7 * 24 * hour;
const longest = () => 1;

/** A post of something final that is tried for the first time, wanted a minute ago. */
function aMessage(changes: Partial<TriedMessage> = {}): TriedMessage {
  const first = { isLive: true, isWorthReposting: true, wasPosted: false, reposts: 0, attempts: 0 };
  return { ...first, waitingSince: now - minute, ...changes };
}

const old = { waitingSince: now - week };
const edit = { wasPosted: true };

test('a platform that asks to wait is obeyed, and all it counts together waits with the message', () => {
  const verdict = verdictOn({ kind: 'limited', retryAfterMs: 30_000, scope: 'channel' }, aMessage(), now, longest);
  expect(verdict).toEqual({
    kind: 'again',
    dueAt: now + 30_000,
    attempts: 0,
    circuit: 'succeeded',
    hold: { scope: 'channel', methods: 'counted-together', ms: 30_000 },
  });
});

test.each([
  [5, 1_000],
  [-30_000, 1_000],
  [86_400_000, 15 * minute],
  [Number.POSITIVE_INFINITY, 15 * minute],
])('a platform that asks to wait %d milliseconds is waited for %d', (retryAfterMs, ms) => {
  const verdict = verdictOn({ kind: 'limited', retryAfterMs, scope: 'tenant' }, aMessage(), now, longest);
  expect(verdict).toMatchObject({ kind: 'again', dueAt: now + ms, hold: { scope: 'tenant', ms } });
});

test('a platform that asks to wait and does not say how long is waited for longer each time', () => {
  const waits = [0, 1, 2, 8, 9].map((attempts) => {
    const verdict = verdictOn({ kind: 'limited', scope: 'tenant' }, aMessage({ attempts }), now, longest);
    expect(verdict).toMatchObject({ kind: 'again', attempts: Math.min(9, attempts + 1) });
    return verdict.hold?.ms;
  });
  expect(waits).toEqual([2_000, 4_000, 8_000, 300_000, 300_000]);
  const nonsense = { kind: 'limited', retryAfterMs: Number.NaN, scope: 'tenant' } as const;
  expect(verdictOn(nonsense, aMessage(), now, longest)).toMatchObject({ dueAt: now + 2_000, hold: { ms: 2_000 } });
});

test('a passing trouble is tried again after a backoff, and counts against the tenant', () => {
  for (const change of [{}, edit, { isLive: false }, { isWorthReposting: false }]) {
    const verdict = verdictOn({ kind: 'passing' }, aMessage({ ...change, attempts: 2 }), now, longest);
    expect(verdict).toEqual({ kind: 'again', dueAt: now + 8_000, attempts: 3, circuit: 'failed' });
  }
});

test('a post that may have been shown settles for 15 seconds, or for its backoff once that is longer', () => {
  const settled = [0, 2, 3, 9].map((attempts) =>
    verdictOn({ kind: 'ambiguous' }, aMessage({ attempts }), now, longest),
  );
  expect(settled).toEqual([
    { kind: 'settle', dueAt: now + 15_000, attempts: 1, circuit: 'failed' },
    { kind: 'settle', dueAt: now + 15_000, attempts: 3, circuit: 'failed' },
    { kind: 'settle', dueAt: now + 16_000, attempts: 4, circuit: 'failed' },
    { kind: 'settle', dueAt: now + 300_000, attempts: 9, circuit: 'failed' },
  ]);
});

test('where nobody can look, what may have been shown is posted ever more seldom, and never less than every six hours', () => {
  const { tries, verdict } = meeting(
    { kind: 'ambiguous' },
    aMessage({ inDoubtSince: now, waitingSince: now }),
    () => 0,
  );
  const waits = tries.slice(1).map((at, before) => at - (tries[before] ?? now));
  expect(waits.slice(0, 4)).toEqual([15_000, 15_000, 15_000, 22_500]);
  expect(Math.max(...waits)).toBe(6 * hour);
  expect(tries.length).toBeLessThan(50);
  expect(verdict.kind).toBe('dead');
});

test('an edit that may yet be shown settles too, so that it comes after no newer one', () => {
  const verdict = verdictOn({ kind: 'ambiguous' }, aMessage(edit), now, longest);
  expect(verdict).toEqual({ kind: 'settle', dueAt: now + 15_000, attempts: 1, circuit: 'failed' });
});

test('progress of a message that is gone rests; something final is posted anew, once', () => {
  const gone = (changes: Partial<TriedMessage>) =>
    verdictOn({ kind: 'message-gone' }, aMessage({ ...edit, ...changes }), now, longest);
  expect(gone({ isWorthReposting: false })).toEqual({ kind: 'rest', circuit: 'succeeded' });
  expect(gone({ isWorthReposting: false, reposts: 1 })).toEqual({ kind: 'rest', circuit: 'succeeded' });
  expect(gone({})).toEqual({ kind: 'repost', circuit: 'succeeded' });
  expect(gone(old)).toEqual({ kind: 'repost', circuit: 'succeeded' });
  expect(gone({ isLive: false, isWorthReposting: false })).toEqual({ kind: 'repost', circuit: 'succeeded' });
  expect(gone({ reposts: 1 })).toMatchObject({ kind: 'dead', circuit: 'succeeded', closesChannel: false });
});

test('what the platform never takes is dead at once, and the platform is none the worse for it', () => {
  expect(verdictOn({ kind: 'refused' }, aMessage(), now, longest)).toEqual({
    kind: 'dead',
    words: 'The platform does not take this message.',
    closesChannel: false,
    circuit: 'succeeded',
  });
});

test('a closed channel ends the message and everything else that is meant for the channel', () => {
  const verdict = verdictOn({ kind: 'channel-closed' }, aMessage(edit), now, longest);
  expect(verdict).toMatchObject({ kind: 'dead', closesChannel: true, circuit: 'succeeded' });
});

test('a closed tenant is tried again in five minutes, all of it, and uses up no attempt', () => {
  expect(verdictOn({ kind: 'tenant-closed' }, aMessage({ attempts: 4 }), now, longest)).toEqual({
    kind: 'again',
    dueAt: now + 5 * minute,
    attempts: 4,
    circuit: 'succeeded',
    hold: { scope: 'tenant', methods: 'all', ms: 5 * minute },
  });
});

const outages: readonly SendTrouble[] = [
  { kind: 'limited', retryAfterMs: 1_000, scope: 'message' },
  { kind: 'limited', scope: 'message' },
  { kind: 'passing' },
  { kind: 'ambiguous' },
  { kind: 'tenant-closed' },
];

test.each(outages)('%j never kills by attempts, only when the message waited for seven days', (trouble) => {
  for (const place of [{}, edit]) {
    const kinds = [0, 11, 12, 1_000_000].map((attempts) => {
      const tired = { ...place, attempts, waitingSince: now - week + 1 };
      return verdictOn(trouble, aMessage(tired), now, longest).kind;
    });
    expect(new Set(kinds)).toEqual(new Set([trouble.kind === 'ambiguous' ? 'settle' : 'again']));
    const alive = verdictOn(trouble, aMessage(place), now, longest);
    const dead = verdictOn(trouble, aMessage({ ...place, ...old }), now, longest);
    expect(dead).toMatchObject({ kind: 'dead', words: expect.stringMatching(/^For 7 days /), closesChannel: false });
    expect([dead.circuit, dead.hold]).toEqual([alive.circuit, alive.hold]);
  }
});

/** What happens to a message from `first` on while it meets the same trouble each time it is due. */
function meeting(trouble: Trouble, first: TriedMessage, random: () => number) {
  const tries = [now];
  let message = first;
  for (;;) {
    const at = tries.at(-1) ?? now;
    const verdict = verdictOn(trouble, message, at, random);
    if (verdict.kind !== 'again' && verdict.kind !== 'settle') return { tries, verdict };
    tries.push(verdict.dueAt);
    message = { ...message, attempts: verdict.attempts };
  }
}

test('a fault of ours is tried twelve times over about a day, then dead, and says nothing of the platform', () => {
  for (const [random, hours] of [[() => 0, 23.85] as const, [longest, 26.24] as const]) {
    const { tries, verdict } = meeting({ kind: 'fault', wasCalled: false }, aMessage(), random);
    expect(tries).toHaveLength(12);
    expect(((tries.at(-1) ?? now) - now) / hour).toBeCloseTo(hours, 1);
    expect(verdict).toEqual({
      kind: 'dead',
      words: 'A fault in Pipehand stopped it again and again; the log says more.',
      closesChannel: false,
      circuit: 'untold',
    });
  }
});

test('a fault in the middle of a post leaves in doubt whether it was shown; before it, or in an edit, it does not', () => {
  const during = { kind: 'fault', wasCalled: true } as const;
  const settling = { kind: 'settle', dueAt: now + 15_000, attempts: 1, circuit: 'untold' };
  expect(verdictOn(during, aMessage(), now, () => 0)).toEqual(settling);
  expect(verdictOn(during, aMessage(edit), now, () => 0).kind).toBe('again');
  expect(verdictOn({ kind: 'fault', wasCalled: false }, aMessage(), now, () => 0).kind).toBe('again');
});

test('a store that takes nothing for now is no fault of ours: it is tried again soon, and uses up no tries', () => {
  const full = Object.assign(new Error('database or disk is full'), { errcode: 13 });
  expect(troubleOf(full, true)).toEqual({ kind: 'store', wasCalled: true });
  const during = { kind: 'store', wasCalled: true } as const;
  const soon = { dueAt: now + 15_000, attempts: 8, circuit: 'untold' };
  expect(verdictOn(during, aMessage({ attempts: 8 }), now, longest)).toEqual({ kind: 'settle', ...soon });
  expect(verdictOn(during, aMessage({ attempts: 8, ...edit }), now, longest)).toEqual({ kind: 'again', ...soon });
  expect(verdictOn(during, aMessage(old), now, longest).kind).toBe('dead');
});

test('an outage, however long, leaves a message at least three tries for a fault of ours', () => {
  let message = aMessage();
  for (let failure = 0; failure < 1_000; failure += 1) {
    const verdict = verdictOn({ kind: 'passing' }, message, now, longest);
    if (verdict.kind === 'again') message = { ...message, attempts: verdict.attempts };
  }
  const { tries } = meeting({ kind: 'fault', wasCalled: false }, message, longest);
  expect(tries).toHaveLength(3);
});

test('a fault of ours in between leaves an outage no shorter', () => {
  expect(verdictOn({ kind: 'passing' }, aMessage({ attempts: 11 }), now, longest)).toMatchObject({ attempts: 11 });
});

test('only what a platform said of itself is taken as its word', () => {
  expect(troubleOf(new SendProblem({ kind: 'passing' }, 'busy'), true)).toEqual({ kind: 'passing' });
  for (const error of [new TypeError('x is undefined'), { trouble: { kind: 'refused' } }, 'refused', undefined]) {
    expect(troubleOf(error, true)).toEqual({ kind: 'fault', wasCalled: true });
    expect(troubleOf(error, false)).toEqual({ kind: 'fault', wasCalled: false });
  }
});

const scope = fc.constantFrom('tenant', 'channel', 'message');
const anyTrouble: fc.Arbitrary<Trouble> = fc.oneof(
  fc.record({ kind: fc.constant('limited'), scope }),
  fc.record({ kind: fc.constant('limited'), scope, retryAfterMs: fc.double() }),
  ...(['passing', 'ambiguous', 'message-gone', 'refused', 'channel-closed', 'tenant-closed'] as const).map((kind) =>
    fc.record({ kind: fc.constant(kind) }),
  ),
  fc.record({ kind: fc.constantFrom('store', 'fault'), wasCalled: fc.boolean() }),
);
const anyMessage: fc.Arbitrary<TriedMessage> = fc.record({
  isLive: fc.boolean(),
  isWorthReposting: fc.boolean(),
  wasPosted: fc.boolean(),
  reposts: fc.nat(3),
  attempts: fc.oneof(fc.nat(15), fc.nat()),
  // Clocks are set wrong in both directions.
  waitingSince: fc.integer({ min: now - 2 * week, max: now + 520 * week }),
});
const drawn = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('every trouble of every message has a verdict, never due before a second nor after seven hours', () => {
  fc.assert(
    fc.property(anyTrouble, anyMessage, drawn, (trouble, message, random) => {
      const verdict = verdictOn(trouble, message, now, () => random);
      if (verdict.kind === 'again' || verdict.kind === 'settle') {
        expect(verdict.dueAt - now).toBeGreaterThanOrEqual(verdict.kind === 'settle' ? 15_000 : 1_000);
        expect(verdict.dueAt - now).toBeLessThanOrEqual(trouble.kind === 'fault' ? 7 * hour : 15 * minute);
        expect(verdict.attempts).toBeGreaterThanOrEqual(message.attempts);
        expect(Number.isInteger(verdict.dueAt)).toBe(true);
      }
      if (verdict.kind === 'settle') expect(['ambiguous', 'store', 'fault']).toContain(trouble.kind);
      if (verdict.kind === 'rest') expect(message.isWorthReposting).toBe(false);
      if (verdict.kind === 'repost') expect(message.reposts).toBe(0);
      if (verdict.kind === 'dead') expect(verdict.words).toMatch(/^[A-Z].*\.$/);
      if (verdict.hold) expect(verdict.hold.ms).toBeLessThanOrEqual(15 * minute);
    }),
    generated(200_000),
  );
});

test('no message is tried for ever, whichever troubles take turns', () => {
  const troubles = fc.infiniteStream(anyTrouble);
  fc.assert(
    fc.property(troubles, anyMessage, drawn, (troubles, first, random) => {
      let message = { ...first, waitingSince: now };
      let at = now;
      for (const trouble of troubles) {
        const verdict = verdictOn(trouble, message, at, () => random);
        if (verdict.kind === 'dead' || verdict.kind === 'rest') break;
        if (verdict.kind === 'repost') message = { ...message, reposts: message.reposts + 1 };
        else {
          at = verdict.dueAt;
          message = { ...message, attempts: verdict.attempts };
        }
      }
      expect(at - now).toBeLessThanOrEqual(week + 30 * hour);
    }),
    generated(20_000),
  );
});
