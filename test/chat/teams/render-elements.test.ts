import { describe, expect, test } from 'vitest';
import type { Card, Cell } from '../../../src/cards/card.ts';
import { partsOf } from '../../fakes/teams/walk.ts';
import { ada } from '../../pictures/teams/runs.ts';
import { linesOf, render } from './rendered.ts';

function aCard(card: Partial<Card> = {}): Card {
  return { title: 'churn · run 7Q3K', elements: [], ...card };
}

describe('steps', () => {
  test('beyond twenty are counted, and what failed stays', () => {
    const steps = Array.from({ length: 500 }, (_, at) => ({
      name: `part-${at}`,
      state:
        at === 250
          ? ({ group: 'failed', words: 'Failed' } as const)
          : ({ group: 'succeeded', words: 'Completed' } as const),
    }));
    const lines = linesOf(render(aCard({ elements: [{ type: 'steps', steps }] })).card);
    expect(lines).toEqual(['churn · run 7Q3K', '✗', 'part-250', 'Failed', '499 done · 1 failed']);
  });

  test('that were folded before stay folded', () => {
    const steps = [
      { name: 'train', state: { group: 'running', words: 'Running' } as const, duration: 61_000, note: 'on gpu-1' },
    ];
    const lines = linesOf(render(aCard({ elements: [{ type: 'steps', steps, folded: '40 done' }] })).card);
    expect(lines).toEqual(['churn · run 7Q3K', '►', 'train', 'on gpu-1', 'Running · 1 min 1 s', '40 done']);
  });
});

describe('steps with words too long for a phone', () => {
  const state = { group: 'failed', words: 'Failed' } as const;
  const linesWith = (...names: string[]) => {
    const steps = names.map((name) => ({ name, state, note: 'KeyError' }));
    return linesOf(render(aCard({ elements: [{ type: 'steps', steps }] })).card).slice(1);
  };

  test('have their state below the name, and all of a card alike', () => {
    expect(linesWith('train')).toEqual(['✗', 'train', 'KeyError', 'Failed']);
    expect(linesWith('a.step_of_many_words', 'b.a_step_of_many_words')).toEqual([
      ...['✗', 'a.step_of_many_words', 'Failed', 'KeyError'],
      ...['✗', 'b.a_step_of_many_words', 'Failed', 'KeyError'],
    ]);
  });
});

describe('a log', () => {
  test('keeps its empty lines and its indentation', () => {
    const lines = ['if x:', '', '\treturn', '  y'];
    const shown = render(aCard({ elements: [{ type: 'preformatted', title: 'Last lines', lines }] })).card;
    expect(linesOf(shown).slice(1)).toEqual(['Last lines', 'if x:', ' ', '    return', '  y']);
    expect(JSON.stringify(shown.body)).toContain('"\u00a0\u00a0\u00a0 return"');
  });

  test('of no lines is nothing', () => {
    expect(linesOf(render(aCard({ elements: [{ type: 'preformatted', lines: [] }] })).card)).toEqual([
      'churn · run 7Q3K',
    ]);
  });
});

describe('progress', () => {
  const bar = (done: number, total: number) =>
    partsOf(render(aCard({ elements: [{ type: 'progress', done, total, words: 'so far' }] })).card).find(
      ({ type }) => type === 'ProgressBar',
    )?.part;

  test('is a bar, with one of letters for clients that have none', () => {
    expect(bar(3, 8)).toMatchObject({ value: 3, max: 8 });
    expect(linesOf(bar(3, 8)?.fallback)).toEqual([`${'▓'.repeat(7)}${'░'.repeat(13)}`]);
  });

  test.each([
    [9, 8, { value: 8, max: 8 }],
    [-1, 8, { value: 0, max: 8 }],
    [Number.NaN, 8, { value: 0, max: 8 }],
    [Number.POSITIVE_INFINITY, 8, { value: 0, max: 8 }],
  ])('that cannot be is drawn as far as it can: %d of %d', (done, total, expected) => {
    expect(bar(done, total)).toMatchObject(expected);
  });

  test.each([0, -3, Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])('of %d is no bar', (total) => {
    expect(bar(0, total)).toBeUndefined();
  });
});

describe('rows', () => {
  const rowsOf = (columns: string[], ...rows: Cell[][]) =>
    linesOf(render(aCard({ elements: [{ type: 'table', columns, rows }] })).card).slice(1);

  test('have people by name, and files that lead to where they are, where a link may', () => {
    const rows: Cell[][] = [
      [{ person: ada }, { link: 'https://pipehand.example.com/runs/1', label: 'model' }],
      [{ person: 'terminal:bob' }, { link: 'https://evil.example/', label: 'model' }],
    ];
    const wide = rows.map((row) => ['7Q3K', 'churn', ...row]);
    expect(rowsOf(['By', 'File'], ...rows)).toEqual([
      'Ada Lovelace · model',
      'terminal:bob · model (https://evil.example/)',
    ]);
    expect(rowsOf(['Run', 'Pipeline', 'By', 'File'], ...wide)).toEqual([
      '7Q3K · churn',
      'By: Ada Lovelace · File: model',
      '7Q3K · churn',
      'By: terminal:bob · File: model (https://evil.example/)',
    ]);
    const { card } = render(aCard({ elements: [{ type: 'table', columns: ['By', 'File'], rows }] }));
    const leads = partsOf(card).flatMap(({ part }) => ('url' in part ? [part.url] : []));
    expect(leads).toEqual(['https://pipehand.example.com/runs/1']);
  });

  test('of few narrow columns stand side by side', () => {
    expect(rowsOf(['Line', 'What it does'], ['run', 'Starts a run'])).toEqual([
      'Line',
      'What it does',
      'run',
      'Starts a run',
    ]);
  });

  test('of many columns, or with words too long for a phone, are two lines each', () => {
    expect(rowsOf(['Run', 'Pipeline', 'State', 'By'], ['7Q3K', 'churn', 'Failed', ''])).toEqual([
      '7Q3K · churn',
      'State: Failed',
    ]);
    expect(
      rowsOf(['Step', 'File', 'Size'], ['train', 'outputs/a-model-of-everything_and_more.pkl'.repeat(2), '4 MB']),
    ).toEqual([`train · ${'outputs/a-model-of-everything_and_more.pkl'.repeat(2)}`, 'Size: 4 MB']);
  });
});
