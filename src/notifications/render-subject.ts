import { alertCard } from '../cards/alert-card.ts';
import { cardOf } from '../cards/card-of.ts';
import { incidentCard } from '../cards/incident-card.ts';
import type { Links } from '../cards/links.ts';
import { withoutFiles } from '../cards/without-files.ts';
import { type ChannelRef, channelKey } from '../chat/platform.ts';
import { type MessageOptions, urgencies } from '../delivery/outbox.ts';
import type { LiveMessage, Rendering } from '../delivery/rendering.ts';
import { groupOf, isTerminal } from '../pipelines/status.ts';
import type { Run } from '../pipelines/types.ts';
import { findIncident, isOver } from './incidents.ts';
import { channelsMutedFor } from './mutes.ts';
import type { NotificationsReader } from './schema.ts';
import { readSubject } from './subjects.ts';
import { findWatchedRun } from './watched-runs.ts';

/**
 * How a live message looks at `now`, from the stored rows alone; undefined for what is not known. Nobody is mentioned
 * whom the channel's platform does not know, and nobody at all while the channel is muted. A terminal has files of this
 * machine where others have `links`.
 */
export async function renderSubject(
  db: NotificationsReader,
  message: LiveMessage,
  now: number,
  links?: Links,
): Promise<Rendering | undefined> {
  const subject = readSubject(message.subject);
  if (!subject) return undefined;
  switch (subject.kind) {
    case 'run': {
      const run = await findWatchedRun(db, subject.id);
      return run && renderRun(db, run, message, now, links);
    }
    case 'incident':
      return renderIncident(db, subject.id, message, now, links);
    default:
      return subject satisfies never;
  }
}

async function renderRun(
  db: NotificationsReader,
  run: Run,
  message: LiveMessage,
  now: number,
  links: Links | undefined,
): Promise<Rendering> {
  const reply = { kind: 'run', run } as const;
  const isHere = message.channel.platform === 'terminal';
  const card = isHere ? cardOf(reply, now) : cardOf(withoutFiles(reply), now, links);
  const rendering = { card, isFinal: isTerminal(run.status), urgency: urgencyOf(run) };
  const alert = alertOf(run, message);
  if (!alert || (await isMuted(db, message, run.pipeline, now))) return rendering;
  const mention = alert.mention === undefined ? {} : { mention: alert.mention };
  if (!message.wasPosted) return { ...rendering, ...mention };
  const inThread = message.options.threads ?? true;
  return { ...rendering, after: { kind: 'alert', card: alertCard(run, now, links), inThread, ...mention } };
}

async function renderIncident(
  db: NotificationsReader,
  id: string,
  { options, wasPosted, channel }: LiveMessage,
  now: number,
  links: Links | undefined,
): Promise<Rendering | undefined> {
  const incident = await findIncident(db, id);
  if (!incident) return undefined;
  const card = incidentCard(incident, channel.platform === 'terminal' ? undefined : links);
  const rendering = { card, isFinal: isOver(incident, now), urgency: urgencies.failure };
  // It has no owner, and each run it hurts tells its own.
  const person = options.alert === 'owner' ? undefined : personIn(options.alert, channel);
  return wasPosted || person === undefined ? rendering : { ...rendering, mention: person };
}

/** How urgent it is to show the run as it is: somebody waits for an end, and for a cancellation to begin. */
export function urgencyOf({ status }: Run): Rendering['urgency'] {
  if (isTerminal(status)) return urgencies.outcome;
  return status === 'CancelRequested' ? urgencies.failure : urgencies.progress;
}

/** Who is told of a bad end. Nobody has to be told of a run that they canceled themselves, or that is nobody's. */
function alertOf(run: Run, { options, channel }: LiveMessage): { mention?: string } | undefined {
  // A chat at a terminal prints the card itself when it is final: an alert would say the same again.
  if (channel.platform === 'terminal') return undefined;
  const group = groupOf(run.status);
  const wanted: MessageOptions['alert'] = options.alert ?? 'owner';
  const person = personIn(wanted === 'owner' ? run.submittedBy : wanted, channel);
  const mention = person === undefined || canceledBy(run, person) ? {} : { mention: person };
  if (group === 'failed') return mention;
  return group === 'canceled' && mention.mention !== undefined ? mention : undefined;
}

/** A person whom this channel's platform can notify. */
function personIn(key: string | undefined, channel: ChannelRef): string | undefined {
  const [, platform, tenant] = /^(slack|teams|terminal):(?:([^/]+)\/)?./.exec(key ?? '') ?? [];
  if (key === undefined || platform === undefined) return undefined;
  const isKnown = platform === channel.platform && (tenant === undefined || tenant === channel.tenant);
  return isKnown ? key : undefined;
}

/** The service says who asked for the end in the run's reason: `canceled by terminal:ada: wrong data`. */
function canceledBy({ reason = '' }: Run, person: string): boolean {
  const words = `canceled by ${person}`;
  return reason === words || reason.startsWith(`${words}: `);
}

async function isMuted(
  db: NotificationsReader,
  { channel }: LiveMessage,
  pipeline: string,
  now: number,
): Promise<boolean> {
  return (await channelsMutedFor(db, pipeline, now)).has(channelKey(channel));
}
