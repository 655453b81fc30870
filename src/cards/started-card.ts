import type { Run } from '../pipelines/types.ts';
import type { Card } from './card.ts';

/** What a thread hears of a run that was started in it, whose own message stands in the channel. */
export function startedCard({ pipeline, shortId }: Run): Card {
  return {
    title: `${pipeline} · run ${shortId}`,
    elements: [{ type: 'text', text: `Started from this thread; status ${shortId} tells how it stands.` }],
  };
}
