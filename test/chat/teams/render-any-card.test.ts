import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Card, CardElement, Cell } from '../../../src/cards/card.ts';
import { visible } from '../../../src/visible.ts';
import { readByMicrosoft } from '../../fakes/teams/microsoft-parser.ts';
import { generated } from '../../support/generated.ts';
import { anyCard, anyOutgoing, bigCard, smallCard } from './any-card.ts';
import { faultsOf, linesOf, plain, render } from './rendered.ts';

const anyMessage = fc.oneof(
  { weight: 4, arbitrary: anyOutgoing(smallCard) },
  { weight: 1, arbitrary: anyOutgoing(bigCard) },
);

test('whatever a card holds, Teams can take it: every rule holds, and Microsoft’s parser finds nothing', () => {
  fc.assert(
    fc.property(anyMessage, ({ card, ...more }) => {
      expect(faultsOf(render(card, more))).toEqual([]);
    }),
    generated(100_000),
  );
});

test('every text of a card reads as it was written, after Microsoft’s parser has read it', () => {
  fc.assert(
    fc.property(anyCard(smallCard), (card) => {
      const lines = linesOf(readByMicrosoft(render(card).card));
      for (const text of textsOf(card))
        expect(
          lines.some((line) => line.includes(text)),
          `${text} in ${lines}`,
        ).toBe(true);
    }),
    generated(100_000),
  );
});

test('no text of a card sends, opens or mentions anything', () => {
  fc.assert(
    fc.property(anyCard(smallCard), (card) => {
      const { mentions, card: shown } = render({
        ...card,
        elements: card.elements.filter(({ type }) => type !== 'buttons'),
      });
      expect(mentions).toEqual([]);
      expect(JSON.stringify(shown)).not.toMatch(/"type":"(Action\.(?!OpenUrl)|mention)/);
    }),
    generated(20_000),
  );
});

/** Every text of a card that people are to read, with what hides written out. */
function textsOf({ title, state, elements }: Card): string[] {
  const texts = [title, ...(state ? [state.words] : []), ...elements.flatMap(textsIn)];
  return texts.filter((text) => text !== '').map((text) => plain(onScreen(text, 4_000)));
}

function onScreen(text: string, max: number): string {
  return visible(text.replaceAll('\t', '    '), max);
}

/** Whether people see nothing of it; a line break is written out as `\n`. */
function isBlank(text: string): boolean {
  return onScreen(text, 4_000).trim() === '';
}

function cellTexts(cell: Cell): string[] {
  if (typeof cell === 'string') return [cell];
  if ('person' in cell) return [];
  return [isBlank(cell.label) ? cell.link : cell.label];
}

function textsIn(element: CardElement): string[] {
  switch (element.type) {
    case 'text':
      return typeof element.text === 'string'
        ? [element.text]
        : element.text.filter((piece) => typeof piece === 'string');
    case 'context':
      return element.parts.filter((part) => typeof part === 'string');
    case 'progress':
      return [element.words];
    case 'steps':
      return element.steps.flatMap(({ name, state, note = '' }) => [name, state.words, note]);
    case 'facts':
      return [element.title ?? '', ...element.facts.flatMap(({ label, value }) => [label, value])];
    case 'table':
      return [element.title ?? '', ...element.rows.flat().flatMap(cellTexts)];
    case 'list':
      return [element.title ?? '', ...element.items.flatMap(cellTexts)];
    case 'preformatted':
      return [element.title ?? '', ...element.lines];
    case 'copyable':
      return [element.label, element.line];
    case 'link':
      return [isBlank(element.label) ? element.url : element.label];
    case 'buttons':
      return element.buttons.map(({ label, line }) => onScreen(label.trim() || line.trim(), 60));
    default:
      return element satisfies never;
  }
}
