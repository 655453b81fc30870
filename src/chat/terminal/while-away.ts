import type { Card } from '../../cards/card.ts';

/** Runs that a list names; the oldest are left to `runs`. */
const mostLines = 20;

/** What stands above the cards of what was told while no chat was open. */
export const whileAway: Card = { title: 'While you were away:', elements: [] };

/** Many runs that ended while no chat was open, by their final cards, oldest first: one line for each. */
export function whileAwayList(ended: readonly Card[]): Card {
  const items = ended.slice(-mostLines).map(({ title, state }) => (state ? `${title}  ${state.words}` : title));
  const more = ended.length - items.length;
  return {
    title: `While you were away: ${ended.length} runs ended`,
    elements: [
      { type: 'list', items: more > 0 ? [`… and ${more} more before these`, ...items] : items },
      { type: 'copyable', label: 'Look closer', line: 'runs' },
    ],
  };
}
