import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Circuits, createCircuits, type Place } from '../../src/delivery/circuit.ts';
import { generated } from '../support/generated.ts';

const here = at('slack:ACME', 'C1');

function at(tenant: string, channel: string): Place {
  return { tenant, channel: `${tenant}/${channel}` };
}

/** Channels of one tenant. */
function some(count: number): readonly Place[] {
  return Array.from({ length: count }, (_, number) => at('slack:ACME', `C${number + 1}`));
}

function fails(circuits: Circuits, place: Place, times: number, elapsed = 0): void {
  for (let failure = 0; failure < times; failure += 1) circuits.failed(place, elapsed);
}

/** Circuits that always draw the longest wait, and one channel that failed `failures` times at the moment 0. */
function failing(failures: number): Circuits {
  const circuits = createCircuits(() => 1);
  fails(circuits, here, failures);
  return circuits;
}

/** The same after all of these channels failed once at the moment 0. */
function failed(places: readonly Place[]): Circuits {
  const circuits = createCircuits(() => 1);
  for (const place of places) circuits.failed(place, 0);
  return circuits;
}

/** Tries from the moment 0 until `until`, each of which fails at once: the seconds from each to the next. */
function probed(circuits: Circuits, places: readonly Place[], until: number): readonly number[] {
  const sent = [0];
  for (let now = 0; now < until; now += 500) {
    for (const place of places) {
      if (!circuits.mayTry(place, now)) continue;
      sent.push(now / 1_000);
      circuits.failed(place, now);
    }
  }
  return sent.slice(1).map((seconds, before) => seconds - (sent[before] ?? 0));
}

/** Of probes that all fail, when each wait is the longest that may be drawn. */
const longestWaits = [2, 4, 8, 16, 32, 64, 128, 256, 300, 300];

test('a channel that works is always tried', () => {
  const circuits = createCircuits(() => 1);
  expect(circuits.mayTry(here, 0)).toBe(true);
  expect(circuits.waitFor(here, 0)).toBe(0);
  expect(circuits.isOpen(here.channel)).toBe(false);
});

test('the fifth failure in a row opens the circuit, a success before it starts the count anew', () => {
  const circuits = failing(4);
  expect(circuits.isOpen(here.channel)).toBe(false);
  circuits.succeeded(here);
  fails(circuits, here, 4);
  expect(circuits.mayTry(here, 0)).toBe(true);
  circuits.failed(here, 0);
  expect(circuits.isOpen(here.channel)).toBe(true);
  expect(circuits.mayTry(here, 0)).toBe(false);
});

test('an open circuit lets one probe through after its wait, and a success closes it', () => {
  const circuits = failing(5);
  expect(circuits.waitFor(here, 500)).toBe(1_500);
  expect(circuits.mayTry(here, 1_999)).toBe(false);
  expect(circuits.waitFor(here, 2_000)).toBe(0);
  expect([1, 2, 3].map(() => circuits.mayTry(here, 2_000))).toEqual([true, false, false]);
  circuits.succeeded(here);
  expect([1, 2, 3].map(() => circuits.mayTry(here, 2_000))).toEqual([true, true, true]);
  expect(circuits.isOpen(here.channel)).toBe(false);
});

test('each failed probe doubles the longest wait for the next, up to five minutes', () => {
  expect(probed(failing(5), [here], 1_400_000)).toEqual(longestWaits);
});

test('what was already under way when the circuit opened makes the wait no longer', () => {
  expect(failing(20).waitFor(here, 0)).toBe(2_000);
});

test('a success of something that was under way when the circuit opened closes it', () => {
  const circuits = failing(5);
  circuits.succeeded(here);
  expect(circuits.mayTry(here, 0)).toBe(true);
});

test('a probe of which nothing is heard is given up after 15 seconds, and another one is let through', () => {
  const circuits = failing(5);
  expect(circuits.mayTry(here, 2_000)).toBe(true);
  expect(circuits.waitFor(here, 2_000)).toBe(15_000);
  expect(circuits.mayTry(here, 16_999)).toBe(false);
  expect(circuits.mayTry(here, 17_000)).toBe(true);
  expect(circuits.mayTry(here, 17_000)).toBe(false);
});

test('a dead channel holds up no other, however often it fails, nor one of the same name elsewhere', () => {
  const circuits = failing(9);
  probed(circuits, [here], 600_000);
  for (const other of [at('slack:ACME', 'C2'), at('slack:OTHER', 'C1'), at('teams:ACME', 'C1')]) {
    expect(circuits.waitFor(other, 600_000)).toBe(0);
  }
  expect(circuits.isOpen('slack:ACME')).toBe(false);
});

test('the fifth failure in a row of several channels opens the circuit of their tenant, and of no other', () => {
  const circuits = failed(some(4));
  expect(circuits.isOpen('slack:ACME')).toBe(false);
  circuits.failed(at('slack:ACME', 'C5'), 0);
  expect(circuits.isOpen('slack:ACME')).toBe(true);
  expect(some(9).map((place) => circuits.mayTry(place, 1_999))).not.toContain(true);
  expect(circuits.mayTry(at('slack:ACME2', 'C1'), 0)).toBe(true);
});

test('a success of one channel starts the count of its tenant anew, not that of another channel', () => {
  const [first = here, second = here, third = here] = some(3);
  const circuits = failing(4);
  circuits.succeeded(third);
  fails(circuits, second, 4);
  expect(circuits.isOpen('slack:ACME')).toBe(false);
  circuits.failed(first, 0);
  expect([first.channel, second.channel, 'slack:ACME'].map(circuits.isOpen)).toEqual([true, false, true]);
});

test('channels that are known to be dead share the probes of their tenant', () => {
  const channels = some(50);
  const circuits = createCircuits(() => 1);
  for (const place of channels) fails(circuits, place, 5);
  expect(probed(circuits, channels, 1_400_000)).toEqual(longestWaits);
});

test('however many channels a dead tenant has, it is called every five seconds at most, beside its probes', () => {
  const channels = some(50);
  const inAMinute = probed(failed(channels), channels, 60_000);
  expect(inAMinute.length).toBeGreaterThan(6);
  expect(inAMinute.length).toBeLessThanOrEqual(60 / 5 + longestWaits.length);
});

test('a channel that is not known to be dead is tried every five seconds, though others of its tenant are', () => {
  const [works = here, ...broken] = some(9);
  const circuits = createCircuits(() => 1);
  for (const place of broken) fails(circuits, place, 9);
  probed(circuits, broken, 600_000);
  expect(broken.map((place) => circuits.waitFor(place, 600_000)).every((wait) => wait > 5_000)).toBe(true);
  expect(circuits.waitFor(works, 600_000)).toBe(0);
  expect(circuits.mayTry(works, 600_000)).toBe(true);
  expect(circuits.waitFor(works, 600_000)).toBe(5_000);
  circuits.handBack(works, 600_000);
  expect(circuits.mayTry(works, 600_000)).toBe(true);
  circuits.succeeded(works);
  expect([1, 2, 3].map(() => circuits.mayTry(works, 600_000))).toEqual([true, true, true]);
});

test('once a dead tenant succeeds somewhere, its channels are probed at once, and none that is being probed again', () => {
  const [works = here, alone = here, ...others] = some(7);
  const elsewhere = at('slack:ACME2', 'C1');
  const circuits = createCircuits(() => 1);
  for (const place of [alone, elsewhere]) {
    fails(circuits, place, 5);
    probed(circuits, [place], 600_000);
  }
  circuits.succeeded(works);
  expect(circuits.waitFor(alone, 600_000)).toBe(210_000);
  for (const shouldEnd of [true, false]) {
    for (const place of others) circuits.failed(place, 600_000);
    circuits.succeeded(works);
    expect(circuits.mayTry(alone, 600_000)).toBe(shouldEnd);
  }
  expect(circuits.waitFor(elsewhere, 600_000)).toBe(210_000);
});

test('of all channels and tenants in trouble the ten thousand that failed last are remembered', () => {
  const circuits = failing(4);
  const places = Array.from({ length: 6_000 }, (_, number) => at(`teams:${number}`, 'C1'));
  for (const [number, place] of places.entries()) {
    fails(circuits, place, 5);
    if (number === 4_500) circuits.failed(here, 0);
  }
  const open = places.filter(({ channel }) => circuits.isOpen(channel));
  expect(open).toEqual(places.slice(-4_999));
  expect(circuits.isOpen(here.channel)).toBe(true);
});

const act = fc.record({
  what: fc.constantFrom('fail', 'fail', 'fail', 'succeed', 'try', 'try', 'hand back'),
  place: fc.constantFrom(...some(3)),
  after: fc.oneof(fc.nat(3_000), fc.nat(400_000)),
});
const draws = fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true }));

test('whatever happens, an open circuit lets through one probe at a time, and never waits longer than five minutes', () => {
  const alone = fc.array(act, { maxLength: 80 });
  fc.assert(
    fc.property(alone, draws, (acts, drawn) => {
      const circuits = createCircuits(() => drawn.next().value ?? 0);
      let now = 0;
      let inARow = 0;
      let probeSince: number | undefined;
      for (const { what, after } of acts) {
        now += after;
        const wait = circuits.waitFor(here, now);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(300_000);
        expect(circuits.isOpen(here.channel)).toBe(inARow >= 5);
        if (what === 'try') {
          const isLet = circuits.mayTry(here, now);
          expect(isLet).toBe(wait === 0);
          if (isLet && inARow >= 5) {
            if (probeSince !== undefined) expect(now - probeSince).toBeGreaterThanOrEqual(15_000);
            probeSince = now;
          }
          continue;
        }
        if (what === 'hand back') circuits.handBack(here, now);
        if (what === 'succeed') circuits.succeeded(here);
        if (what === 'fail') circuits.failed(here, now);
        inARow = what === 'succeed' ? 0 : inARow + (what === 'fail' ? 1 : 0);
        probeSince = undefined;
      }
    }),
    generated(20_000),
  );
});

test('whatever happens in several channels, only failures in two open their tenant, and they share one probe at a time', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 80 }), draws, (acts, drawn) => {
      const circuits = createCircuits(() => drawn.next().value ?? 0);
      let now = 0;
      let inARow: string[] = [];
      let probe: { channel: string; since: number } | undefined;
      for (const { what, place, after } of acts) {
        now += after;
        const { tenant, channel } = place;
        const wait = circuits.waitFor(place, now);
        expect(wait).toBeLessThanOrEqual(circuits.isOpen(channel) ? 300_000 : 5_000);
        expect(circuits.isOpen(tenant)).toBe(inARow.length >= 5 && new Set(inARow).size > 1);
        const isLet = what === 'try' && circuits.mayTry(place, now);
        expect(isLet).toBe(what === 'try' && wait === 0);
        if (isLet && circuits.isOpen(tenant) && circuits.isOpen(channel)) {
          if (probe) expect(now - probe.since).toBeGreaterThanOrEqual(15_000);
          probe = { channel, since: now };
        }
        if (what === 'succeed' || (what !== 'try' && probe?.channel === channel)) probe = undefined;
        if (what === 'hand back') circuits.handBack(place, now);
        if (what === 'succeed') circuits.succeeded(place);
        if (what === 'fail') circuits.failed(place, now);
        if (what === 'fail') inARow.push(channel);
        if (what === 'succeed') inARow = [];
      }
    }),
    generated(20_000),
  );
});
