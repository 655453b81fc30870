import type { Card, CardButton } from './card.ts';

/** The card with one more button, beside the others where it ends in buttons. */
export function withButton(card: Card, button: CardButton): Card {
  const last = card.elements.at(-1);
  const [before, buttons] = last?.type === 'buttons' ? [card.elements.slice(0, -1), last.buttons] : [card.elements, []];
  return { ...card, elements: [...before, { type: 'buttons', buttons: [...buttons, button] }] };
}
