import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createProgress, type StepEnd } from '../../src/pipelines/embedded/progress.ts';
import { generated } from '../support/generated.ts';

const fresh = { ended: new Map<string, StepEnd>(), taken: new Set<string>() };

function graph(needs: Readonly<Record<string, readonly string[]>>, continueOnStepFailure = true) {
  return { steps: Object.entries(needs).map(([name, of]) => ({ name, needs: of })), continueOnStepFailure };
}

function takeAll(progress: ReturnType<typeof createProgress>): string[] {
  const taken: string[] = [];
  for (let name = progress.take(); name !== undefined; name = progress.take()) taken.push(name);
  return taken;
}

test('steps that need nothing start at once, the others when all they need has completed, in the order written', () => {
  const progress = createProgress(graph({ a: [], b: ['a'], c: [], d: ['a', 'c'], e: ['d'] }), fresh);
  expect(takeAll(progress)).toEqual(['a', 'c']);
  progress.end('a', 'Completed');
  expect(takeAll(progress)).toEqual(['b']);
  progress.end('c', 'Completed');
  expect(takeAll(progress)).toEqual(['d']);
  progress.end('b', 'Completed');
  progress.end('d', 'Completed');
  expect(takeAll(progress)).toEqual(['e']);
  expect(progress.isOver()).toBe(false);
  progress.end('e', 'Completed');
  expect(progress.isOver()).toBe(true);
});

test('a failure gives up what needs it and nothing else; with continue_on_step_failure off, everything', () => {
  const needs = { a: [], b: ['a'], c: ['b'], d: [], e: ['d'] };
  const going = createProgress(graph(needs), fresh);
  takeAll(going);
  expect(going.end('a', 'Failed')).toEqual([
    { name: 'b', reason: 'needs a, which failed' },
    { name: 'c', reason: 'needs a, which failed' },
  ]);
  going.end('d', 'Completed');
  expect(takeAll(going)).toEqual(['e']);

  const stopping = createProgress(graph(needs, false), fresh);
  takeAll(stopping);
  expect(stopping.end('a', 'Failed').map(({ name }) => name)).toEqual(['b', 'c', 'e']);
  expect(stopping.isOver()).toBe(false);
  stopping.end('d', 'Completed');
  expect(takeAll(stopping)).toEqual([]);
  expect(stopping.isOver()).toBe(true);
});

test('after a restart it stands where it stood', () => {
  const before = { ended: new Map<string, StepEnd>([['a', 'Completed']]), taken: new Set(['b']) };
  const progress = createProgress(graph({ a: [], b: ['a'], c: ['b'], d: ['a'] }), before);
  expect(takeAll(progress)).toEqual(['d']);
  progress.end('b', 'Completed');
  expect(takeAll(progress)).toEqual(['c']);
});

test('tells which steps come next: those that may start, then those that wait only for running ones', () => {
  const progress = createProgress(graph({ a: [], b: ['a'], c: [], d: ['a', 'c'], e: ['d'], f: [] }), fresh);
  expect(progress.upcoming(2)).toEqual(['a', 'c']);
  expect(progress.take()).toBe('a');
  expect(progress.upcoming(9)).toEqual(['c', 'f', 'b']);
  expect(progress.take()).toBe('c');
  expect(progress.upcoming(9)).toEqual(['f', 'b', 'd']);
  expect(progress.upcoming(1)).toEqual(['f']);
});

/** A graph without cycles: each step may need earlier ones. And how each step ends, and how many may run at a time. */
const histories = fc.record({
  needs: fc.array(fc.array(fc.nat(30), { maxLength: 4 }), { minLength: 1, maxLength: 30 }),
  ends: fc.array(fc.constantFrom<StepEnd>('Completed', 'Completed', 'Completed', 'Failed', 'Canceled'), {
    minLength: 30,
    maxLength: 30,
  }),
  slots: fc.integer({ min: 1, max: 5 }),
  pick: fc.array(fc.nat(), { minLength: 60, maxLength: 60 }),
  continueOnStepFailure: fc.boolean(),
});

test('whatever fails and in whatever order steps end, each step starts once or is given up, and never too early', () => {
  fc.assert(
    fc.property(histories, ({ needs, ends, slots, pick, continueOnStepFailure }) => {
      const steps = needs.map((of, at) => ({
        name: `s${at}`,
        needs: [...new Set(of.filter((need) => need < at))].map((need) => `s${need}`),
      }));
      const progress = createProgress({ steps, continueOnStepFailure }, fresh);
      const completed = new Set<string>();
      const over = new Set<string>();
      const running: string[] = [];
      for (let round = 0; !progress.isOver(); round += 1) {
        while (running.length < slots) {
          const name = progress.take();
          if (name === undefined) break;
          const step = steps.find((each) => each.name === name);
          expect(step?.needs.every((need) => completed.has(need))).toBe(true);
          expect(over.has(name) || running.includes(name)).toBe(false);
          expect(progress.upcoming(5)).not.toContain(name);
          running.push(name);
        }
        const [name = ''] = running.splice((pick[round] ?? 0) % running.length, 1);
        const how = ends[Number(name.slice(1))] ?? 'Completed';
        over.add(name);
        if (how === 'Completed') completed.add(name);
        for (const skipped of progress.end(name, how)) {
          expect(over.has(skipped.name)).toBe(false);
          over.add(skipped.name);
        }
      }
      expect(over.size).toBe(steps.length);
    }),
    generated(20_000),
  );
});
