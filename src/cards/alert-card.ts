import type { Run } from '../pipelines/types.ts';
import type { Card } from './card.ts';
import { runCard } from './run-card.ts';

/** What of a run's card belongs to an alert: the words on the failure, the last lines, and what to do. */
const telling: ReadonlySet<string> = new Set(['text', 'preformatted', 'buttons']);

/** The one alert of a run that ended badly. It says all that is needed by itself: the run's card may be shown late. */
export function alertCard(run: Run, now: number): Card {
  const { elements, ...head } = runCard(run, now);
  return { ...head, elements: elements.filter(({ type }) => telling.has(type)) };
}
