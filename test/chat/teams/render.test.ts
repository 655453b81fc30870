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
