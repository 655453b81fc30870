import { describe, expect, test } from 'vitest';
import type { Card, CardElement } from '../../../src/cards/card.ts';
import { activityOf } from '../../../src/chat/teams/render/activity.ts';
import type { TeamsRendering } from '../../../src/chat/teams/render/rendering.ts';
import { faultsOf, linesOf, render } from './rendered.ts';

const state = { group: 'failed', words: 'Failed' } as const;
const buttons = { type: 'buttons', buttons: [{ label: 'Run again', line: 'retry 7Q3K' }] } as const;

function many<T>(count: number, make: (at: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => make(at));
}

function log(count: number, length = 80): CardElement {
  return { type: 'preformatted', lines: many(count, (at) => `line ${at} `.padEnd(length, '.')) };
}

function steps(count: number, note: number): CardElement {
  return {
    type: 'steps',
    steps: many(count, (at) => ({ name: `part-${at}`, state, note: `${at} `.padEnd(note, '.') })),
  };
}

function bytesOf(rendering: TeamsRendering): number {
  return Buffer.byteLength(JSON.stringify(activityOf(rendering)));
}

function shown(elements: readonly CardElement[], card: Partial<Card> = {}) {
  const rendering = render({ title: 'churn', state, elements, ...card });
  expect(faultsOf(rendering)).toEqual([]);
  return {
    ...rendering,
    lines: linesOf(rendering.card),
    bytes: bytesOf(rendering),
  };
}

describe('a card that Teams would not take', () => {
  test('loses the beginning of its log first, and says so', () => {
    const { lines, bytes } = shown([log(500), steps(5, 30), buttons]);
    expect(lines).toContain('line 499 '.padEnd(80, '.'));
    expect(lines).not.toContain('line 0 '.padEnd(80, '.'));
    expect(lines.join('\n')).toMatch(/\+\d+ lines before are not shown/);
    expect(lines).toContain('part-4');
    expect(bytes).toBeGreaterThan(8_000);
  });

  test('loses as little as it can: a log that nearly fits keeps a hundred lines, not twelve', () => {
    const kept = (count: number) => shown([log(count, 20)]).lines.filter((line) => line.startsWith('line')).length;
    expect(kept(90)).toBe(90);
    expect(kept(180)).toBe(100);
    expect(kept(500)).toBe(100);
  });

  test('then loses steps, and keeps the last lines of the log', () => {
    const { lines } = shown([log(20, 200), steps(20, 400), buttons]);
    expect(lines.filter((line) => line.startsWith('line'))).toHaveLength(12);
    expect(lines.some((line) => line.startsWith('19 ...') && line.endsWith('…'))).toBe(true);
  });

  test('then loses rows', () => {
    const rows = many(400, (at) => [`row ${at}`, 'x'.repeat(60)]);
    const { lines } = shown([{ type: 'table', title: 'Runs', columns: ['Name', 'Why'], rows }, buttons]);
    expect(lines).toContain('Runs');
    expect(lines.join('\n')).toContain('row 0');
    expect(lines.join('\n')).toContain('+375 more');
    expect(lines).toContain('[Run again]');
  });

  test('and at last keeps its title, its state and what can be done', () => {
    const { lines } = shown([...many(90, () => ({ type: 'text', text: 'я'.repeat(4_000) }) as const), buttons]);
    expect(lines).toEqual(['churn', '✗ Failed', '[Run again]']);
  });

  test('or not even that', () => {
    const card: Card = { title: 'я'.repeat(900), state, elements: [buttons] };
    const { card: small } = render(card, { buttonId: () => 'x'.repeat(30_000) });
    expect(linesOf(small)).toEqual([`${'я'.repeat(300)}…`, '✗ Failed']);
  });
});

test.each(['x', 'я', '😀', '"'])('there is no length of text made of %s at which a message is too big', (letter) => {
  const sizes = many(140, (at) => {
    const items = many(60 + at, () => letter.repeat(10));
    return bytesOf(render({ title: 'churn', state, elements: [{ type: 'list', items }] }));
  });
  expect(Math.max(...sizes)).toBeGreaterThan(22.5 * 1024);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(23 * 1024);
});

test.each([
  ['a million lines', { type: 'preformatted', lines: many(1_000_000, () => 'x') }],
  ['a million rows', { type: 'table', columns: ['a'], rows: many(1_000_000, () => ['x']) }],
  ['a million columns', { type: 'table', columns: many(1_000_000, () => 'x'), rows: [many(1_000_000, () => 'x')] }],
  ['a million steps', { type: 'steps', steps: many(1_000_000, () => ({ name: 'x', state })) }],
  ['a million buttons', { type: 'buttons', buttons: many(1_000_000, () => ({ label: 'x', line: 'x' })) }],
  ['one word of a million letters', { type: 'text', text: 'x'.repeat(1_000_000) }],
] satisfies [string, CardElement][])('%s are shortened at once', (_what, element) => {
  const started = performance.now();
  shown([element]);
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('of a million elements the first are shown', () => {
  const { lines } = shown(many(1_000_000, (at) => ({ type: 'text', text: `${at}` })));
  expect(lines.slice(0, 3)).toEqual(['churn', '✗ Failed', '0']);
  expect(lines.at(-1)).toBe('+999900 more');
});
