import type { CardElement, StepLine } from './card.ts';

/** The one folding rule of all cards: beyond this many steps, or characters, finished steps collapse into counts. */
const limits = { steps: 20, characters: 9_000 };

/** The steps of a card. Failed and running ones stay when the others collapse. */
export function foldSteps(steps: readonly StepLine[]): CardElement {
  if (fits(steps)) return { type: 'steps', steps };
  const telling = steps
    .filter(({ state }) => state.group === 'failed' || state.group === 'running')
    .slice(0, limits.steps);
  const kept = fits(telling) ? telling : telling.slice(0, 3);
  return { type: 'steps', steps: kept, folded: counts(steps) };
}

function fits(steps: readonly StepLine[]): boolean {
  const characters = steps.reduce((sum, { name, note = '' }) => sum + name.length + note.length + 20, 0);
  return steps.length <= limits.steps && characters <= limits.characters;
}

function counts(steps: readonly StepLine[]): string {
  const words = {
    succeeded: 'done',
    failed: 'failed',
    running: 'running',
    canceled: 'canceled',
    waiting: 'waiting',
  } as const;
  return Object.entries(words)
    .map(([group, word]) => ({ count: steps.filter(({ state }) => state.group === group).length, word }))
    .filter(({ count }) => count > 0)
    .map(({ count, word }) => `${count} ${word}`)
    .join(' · ');
}
