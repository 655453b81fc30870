import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCircuits } from '../../src/delivery/circuit.ts';
import { generated } from '../support/generated.ts';

const acme = 'slack:ACME';

/** Circuits that always draw the longest wait, and one tenant that failed `failures` times at the moment 0. */
function failing(failures: number) {
  const circuits = createCircuits(() => 1);
  for (let failure = 0; failure < failures; failure += 1) circuits.failed(acme, 0);
  return circuits;
}

test('a tenant that works is always tried', () => {
  const circuits = createCircuits(() => 1);
  expect(circuits.mayTry(acme, 0)).toBe(true);
  expect(circuits.waitFor(acme, 0)).toBe(0);
  expect(circuits.state(acme)).toBe('closed');
  expect(circuits.succeeded(acme)).toBe(false);
});

test('the fifth failure in a row opens the circuit, a success before it starts the count anew', () => {
  const circuits = failing(4);
  expect(circuits.state(acme)).toBe('closed');
  expect(circuits.succeeded(acme)).toBe(false);
  for (let failure = 0; failure < 4; failure += 1) circuits.failed(acme, 0);
  expect(circuits.mayTry(acme, 0)).toBe(true);
  circuits.failed(acme, 0);
  expect(circuits.state(acme)).toBe('open');
  expect(circuits.mayTry(acme, 0)).toBe(false);
});

test('an open circuit lets one probe through after its wait, and a success closes it', () => {
  const circuits = failing(5);
  expect(circuits.waitFor(acme, 500)).toBe(1_500);
  expect(circuits.mayTry(acme, 1_999)).toBe(false);
  expect(circuits.waitFor(acme, 2_000)).toBe(0);
  expect(circuits.state(acme)).toBe('open');
  expect([1, 2, 3].map(() => circuits.mayTry(acme, 2_000))).toEqual([true, false, false]);
  expect(circuits.state(acme)).toBe('probing');
  expect(circuits.succeeded(acme)).toBe(true);
  expect([1, 2, 3].map(() => circuits.mayTry(acme, 2_000))).toEqual([true, true, true]);
  expect(circuits.state(acme)).toBe('closed');
});

test('each failed probe doubles the longest wait for the next, up to five minutes', () => {
  const circuits = failing(5);
  const waits: number[] = [];
  for (let probe = 0, now = 0; probe < 12; probe += 1) {
    const wait = circuits.waitFor(acme, now);
    waits.push(wait / 1_000);
    now += wait;
    expect(circuits.mayTry(acme, now)).toBe(true);
    circuits.failed(acme, now);
  }
  expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300]);
});

test('what was already under way when the circuit opened makes the wait no longer', () => {
  const circuits = failing(20);
  expect(circuits.waitFor(acme, 0)).toBe(2_000);
});

test('a success of something that was under way when the circuit opened closes it', () => {
  const circuits = failing(5);
  expect(circuits.succeeded(acme)).toBe(true);
  expect(circuits.mayTry(acme, 0)).toBe(true);
});

test('a probe of which nothing is heard is given up after 15 seconds, and another one is let through', () => {
  const circuits = failing(5);
  expect(circuits.mayTry(acme, 2_000)).toBe(true);
  expect(circuits.waitFor(acme, 2_000)).toBe(15_000);
  expect(circuits.mayTry(acme, 16_999)).toBe(false);
  expect(circuits.mayTry(acme, 17_000)).toBe(true);
  expect(circuits.mayTry(acme, 17_000)).toBe(false);
});

test('a dead tenant holds up no other, not even one of the same name on another platform', () => {
  const circuits = failing(9);
  for (const other of ['slack:OTHER', 'teams:ACME']) expect(circuits.mayTry(other, 0)).toBe(true);
});

test('of many tenants in trouble the ten thousand that failed last are remembered', () => {
  const circuits = failing(4);
  const names = Array.from({ length: 12_000 }, (_, at) => `teams:${at}`);
  for (const [at, name] of names.entries()) {
    for (let failure = 0; failure < 5; failure += 1) circuits.failed(name, 0);
    if (at === 9_000) circuits.failed(acme, 0);
  }
  expect(names.filter((name) => circuits.state(name) === 'open')).toEqual(names.slice(-9_999));
  expect(circuits.state(acme)).toBe('open');
});

test('whatever happens, an open circuit lets through one probe at a time, and never waits longer than five minutes', () => {
  const act = fc.record({
    what: fc.constantFrom('fail', 'fail', 'fail', 'succeed', 'try', 'try'),
    after: fc.oneof(fc.nat(3_000), fc.nat(400_000)),
  });
  fc.assert(
    fc.property(
      fc.array(act, { maxLength: 80 }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      (acts, drawn) => {
        const circuits = createCircuits(() => drawn.next().value ?? 0);
        let now = 0;
        let inARow = 0;
        let probeSince: number | undefined;
        for (const { what, after } of acts) {
          now += after;
          const wait = circuits.waitFor(acme, now);
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThanOrEqual(300_000);
          expect(circuits.state(acme) === 'closed').toBe(inARow < 5);
          if (what === 'try') {
            const isLet = circuits.mayTry(acme, now);
            expect(isLet).toBe(wait === 0);
            if (isLet && inARow >= 5) {
              if (probeSince !== undefined) expect(now - probeSince).toBeGreaterThanOrEqual(15_000);
              probeSince = now;
            }
            continue;
          }
          probeSince = undefined;
          if (what === 'succeed') expect(circuits.succeeded(acme)).toBe(inARow >= 5);
          else circuits.failed(acme, now);
          inARow = what === 'succeed' ? 0 : inARow + 1;
        }
      },
    ),
    generated(20_000),
  );
});
