import { describe, expect, test } from 'vitest';
import type { Card, CardButton } from '../../../src/cards/card.ts';
import { press } from '../../../src/chat/teams/render/buttons.ts';
import { visible } from '../../../src/visible.ts';
import { objectsIn } from '../../fakes/slack/json.ts';
import { partsOf } from '../../fakes/teams/walk.ts';
import { cardStates } from '../../pictures/teams/card-states.ts';
import { ada } from '../../pictures/teams/runs.ts';
import { faultsOf, linesOf, render } from './rendered.ts';

function aCard(card: Partial<Card> = {}): Card {
  return { title: 'churn · run 7Q3K', elements: [], ...card };
}

function actionsIn(card: unknown) {
  return partsOf(card).filter(({ type }) => type.startsWith('Action.'));
}

describe('a card in any state', () => {
  test.each(cardStates)('$name keeps the rules, and says its state in words', ({ outgoing: { card, ...more } }) => {
    const rendering = render(card, more);
    expect(faultsOf(rendering)).toEqual([]);
    const title = visible(card.title);
    expect(linesOf(rendering.card)).toContain(title);
    expect(rendering.summary).toBe(card.state ? `${title}: ${card.state.words}` : title);
    expect(linesOf(rendering.card).join('\n')).toContain(card.state?.words ?? title);
  });

  test('each state has its mark and its colour beside the words', () => {
    const heads = (['succeeded', 'failed', 'running', 'waiting', 'canceled'] as const).map((group) => {
      const { card } = render(aCard({ state: { group, words: group } }));
      const [mark] = objectsIn(partsOf(card).filter(({ type }) => type === 'RichTextBlock')[1]?.part.inlines);
      return [linesOf(card)[1], mark?.color];
    });
    expect(heads).toEqual([
      ['✓ succeeded', 'Good'],
      ['✗ failed', 'Attention'],
      ['► running', 'Accent'],
      ['○ waiting', undefined],
      ['– canceled', undefined],
    ]);
  });

  test('has its complete text for clients that show no cards, without markup in it', () => {
    const { card, fallbackText } = render(
      aCard({
        state: { group: 'failed', words: 'Failed' },
        elements: [{ type: 'text', text: '[x](y) {{DATE(z)}} \\[' }],
      }),
    );
    expect(fallbackText).toBe('churn · run 7Q3K  Failed\n[x](y) {{DATE(z)}} \\[');
    expect(card.fallbackText).toBe('churn · run 7Q3K  Failed\n\\[x](y) {\\{DATE(z)}} \\\\\\[');
  });

  test('says so when it may have been shown before', () => {
    const { card, fallbackText } = render(aCard(), { isRepeat: true });
    expect(linesOf(card)).toEqual(['This may have been shown before.', 'churn · run 7Q3K']);
    expect(fallbackText).toBe('This may have been shown before.\nchurn · run 7Q3K');
    expect(linesOf(render(aCard()).card)).toEqual(['churn · run 7Q3K']);
  });
});

describe('times', () => {
  const context = (at: number) => aCard({ elements: [{ type: 'context', parts: ['until', { at }, { person: ada }] }] });

  test('are shown in the reader’s zone, in their place', () => {
    const lines = linesOf(render(context(Date.parse('2026-11-20T09:30:00.500Z'))).card);
    const moment = '{{DATE(2026-11-20T09:30:00Z, SHORT)}} {{TIME(2026-11-20T09:30:00Z)}}';
    expect(lines).toEqual(['churn · run 7Q3K', 'until', moment, 'Ada Lovelace']);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -1e15, 8.64e15 + 1, 1e300])('that cannot be are words: %d', (at) => {
    expect(linesOf(render(context(at)).card)).toEqual(['churn · run 7Q3K', 'until · some time · Ada Lovelace']);
  });
});

describe('people', () => {
  test('are notified when the message is for them, and by nothing in a card', () => {
    const { card, mentions } = render(aCard({ elements: [{ type: 'context', parts: [{ person: ada }] }] }), {
      mention: ada,
    });
    const id = ada.slice('teams:'.length);
    const entity = { type: 'mention', text: '<at>Ada Lovelace</at>', mentioned: { id, name: 'Ada Lovelace' } };
    expect(mentions).toEqual([entity]);
    expect(card.msteams?.entities).toEqual([entity]);
    expect(linesOf(card)).toEqual(['<at>Ada Lovelace</at>', 'churn · run 7Q3K', 'Ada Lovelace']);
  });

  test.each([
    ['slack:T1/U1'],
    ['terminal:ada'],
    ['teams:ada'],
    ['teams:29:1abc'],
    ['teams:6f1c3d5e-0b7a-4c7e-9a57-2f9d1f6c8a10 '],
    ['teams:11111111-2222-3333-4444-555555555555/6f1c3d5e-0b7a-4c7e-9a57-2f9d1f6c8a10'],
  ])('of another platform or tenant are not: %s', (mention) => {
    const { card, mentions } = render(aCard(), { mention });
    expect(mentions).toEqual([]);
    expect(linesOf(card)).toEqual(['churn · run 7Q3K']);
  });

  test.each([
    ['Ada [x](https://evil.example)', 'Ada x https evil example'],
    ['</at><at>everyone', 'at at everyone'],
    ['**Ada** _L_ `x`', 'Ada L x'],
    ['www.evil.example', 'www evil example'],
    ['Dr. Éva O’Brien-Nagy', 'Dr. Éva O’Brien-Nagy'],
    [`- 1. ${'x'.repeat(99)}`, `1. ${'x'.repeat(57)}`],
    ['\u202e\u0000<>', 'colleague'],
    ['', 'colleague'],
  ])('have names in which nothing is markup: %s', (name, shown) => {
    const rendering = render(aCard(), { mention: ada, nameOf: () => name });
    expect(rendering.mentions[0]?.text).toBe(`<at>${shown}</at>`);
    expect(faultsOf(rendering)).toEqual([]);
  });

  test('whose name is not known are shown by key', () => {
    const card = aCard({ elements: [{ type: 'context', parts: [{ person: 'terminal:grace' }] }] });
    expect(linesOf(render(card).card)).toEqual(['churn · run 7Q3K', 'terminal:grace']);
  });
});

describe('buttons', () => {
  const button = (at: number): CardButton => ({ label: `Do ${at}`, line: `cancel ${at}` });
  const withButtons = (...buttons: CardButton[]) => aCard({ elements: [{ type: 'buttons', buttons }] });

  test('send an opaque id, on clients that know Action.Execute and on those that do not', () => {
    const { card } = render(withButtons(button(1)), { buttonId: (line) => `id-of-${line.length}` });
    expect(press).toEqual({ verb: 'press', field: 'button' });
    expect(card.actions).toEqual([
      {
        type: 'Action.Execute',
        title: 'Do 1',
        verb: 'press',
        data: { button: 'id-of-8' },
        fallback: { type: 'Action.Submit', title: 'Do 1', data: { button: 'id-of-8' } },
      },
    ]);
  });

  test('that ask do so in the card, and act on the answer', () => {
    const { card } = render(withButtons({ ...button(1), confirm: 'Cancel run 7Q3K of **churn**?' }));
    expect(linesOf(card)).toEqual(['churn · run 7Q3K', '[Do 1]', 'Cancel run 7Q3K of **churn**?', '[Yes: Do 1]']);
    expect(actionsIn(card.actions).map(({ type, where }) => [type, where])).toEqual([
      ['Action.ShowCard', '/0'],
      ['Action.Execute', '/0/card/actions/0'],
      ['Action.Submit', '/0/card/actions/0/fallback'],
    ]);
  });

  test('for which Teams has no place are lines to say', () => {
    const { card } = render(withButtons(...Array.from({ length: 8 }, (_, at) => button(at))));
    expect(card.actions).toHaveLength(6);
    expect(linesOf(card).slice(1, 3)).toEqual(['Do 6: cancel 6', 'Do 7: cancel 7']);
  });

  test('of several rows are counted together', () => {
    const row = { type: 'buttons', buttons: [1, 2, 3, 4].map(button) } as const;
    expect(render(aCard({ elements: [row, row] })).card.actions).toHaveLength(6);
  });
});

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

  test.each([0, -3, Number.NaN, Number.NEGATIVE_INFINITY])('of %d is no bar', (total) => {
    expect(bar(0, total)).toBeUndefined();
  });
});

describe('rows', () => {
  const rowsOf = (columns: string[], ...rows: string[][]) =>
    linesOf(render(aCard({ elements: [{ type: 'table', columns, rows }] })).card).slice(1);

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
