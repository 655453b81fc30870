import type { Card, CardElement, Cell, LinePart } from '../../cards/card.ts';

/** The keys of the people on a card. */
export function peopleOn({ elements }: Card): readonly string[] {
  return elements
    .flatMap(piecesOf)
    .flatMap((piece) => (typeof piece === 'object' && 'person' in piece ? [piece.person] : []));
}

function piecesOf(element: CardElement): readonly (LinePart | Cell)[] {
  switch (element.type) {
    case 'context':
      return element.parts;
    case 'table':
      return element.rows.flat();
    case 'text':
      return typeof element.text === 'string' ? [] : element.text;
    default:
      return [];
  }
}
