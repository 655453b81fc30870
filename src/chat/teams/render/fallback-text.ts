import type { Card } from '../../../cards/card.ts';
import { cardLines } from '../../../cards/plain-text.ts';
import { showUtc } from '../../../show.ts';

/** A card's complete text. */
export function fallbackTextOf(card: Card, nameOf: (key: string) => string): string {
  const style = { width: 100, paint: (_tone: string, text: string) => text, showTime: showUtc, showPerson: nameOf };
  return cardLines(card, style).join('\n');
}

/** The title and the state in one line; never blank, for then a notification would say that a card was sent. */
export function summaryOf({ title, state }: Card): string {
  const said = [title, state?.words ?? ''].filter((words) => words.trim() !== '');
  return said.join(': ') || 'Pipehand';
}

/**
 * The same for a client that shows it in place of the card: those that do read markdown and date functions in it, so
 * that whatever could be a link or a function is made none. Where it is shown as it is, some backslashes are seen.
 */
export function withoutMarkup(text: string): string {
  return text.replace(/[[<\\]|(?<=\{)\{/g, '\\$&');
}
