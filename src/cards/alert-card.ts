import type { Run } from '../pipelines/types.ts';
import type { Card } from './card.ts';
import type { Links } from './links.ts';
import { runCard } from './run-card.ts';

/** What of a run's card belongs to an alert: the words on the failure, the last lines, where there is more, and what to do. */
const telling: ReadonlySet<string> = new Set(['text', 'preformatted', 'link', 'buttons']);

/** The one alert of a run that ended. It says all that is needed by itself: the run's card may be shown late. */
export function alertCard(run: Run, now: number, links?: Links): Card {
  const { elements, ...head } = runCard(run, now, { links });
  return { ...head, elements: elements.filter(({ type }) => telling.has(type)) };
}
