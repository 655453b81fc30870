import type { Reply } from '../commands/reply.ts';
import type { Card } from './card.ts';
import { deliveriesCard } from './deliveries-card.ts';
import { artifactsCard, linkCard, logCard, metricsCard } from './detail-cards.ts';
import { formCard } from './form-card.ts';
import type { Links } from './links.ts';
import { checksCard, pipelinesCard, runsCard } from './list-cards.ts';
import { pipelineCard } from './pipeline-card.ts';
import { runCard } from './run-card.ts';
import { subscribedCard, subscriptionsCard } from './subscription-cards.ts';
import { helpCard, problemCard, whoamiCard } from './talk-cards.ts';

/** The card of any reply, as it stands at `now` (milliseconds since 1970), with links where there are any. */
export function cardOf(reply: Reply, now: number, links?: Links): Card {
  switch (reply.kind) {
    case 'run':
      return runCard(reply.run, now, { note: reply.note, links });
    case 'runs':
      return runsCard(reply.runs, reply.filters, now);
    case 'pipelines':
      return pipelinesCard(reply.pipelines);
    case 'pipeline':
      return pipelineCard(reply.pipeline);
    case 'form':
      return formCard(reply);
    case 'log':
      return logCard(reply.run, reply.log, links);
    case 'metrics':
      return metricsCard(reply.run, reply.metrics, links);
    case 'artifacts':
      return artifactsCard(reply.run, reply.artifacts, links);
    case 'link':
      return linkCard(reply);
    case 'done':
      return { title: reply.title, elements: reply.lines.map((text) => ({ type: 'text', text }) as const) };
    case 'subscribed':
      return subscribedCard(reply);
    case 'subscriptions':
      return subscriptionsCard(reply);
    case 'deliveries':
      return deliveriesCard(reply, now);
    case 'help':
      return helpCard(reply.entries, reply.topic, reply.lines);
    case 'whoami':
      return whoamiCard(reply);
    case 'checks':
      return checksCard(reply.checks);
    case 'problem':
      return problemCard(reply);
    default:
      return reply satisfies never;
  }
}
