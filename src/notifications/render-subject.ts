import { alertCard } from '../cards/alert-card.ts';
import { cardOf } from '../cards/card-of.ts';
import { incidentCard } from '../cards/incident-card.ts';
import type { Links } from '../cards/links.ts';
import { withoutFiles } from '../cards/without-files.ts';
import type { ChannelRef } from '../chat/platform.ts';
import { type Urgency, urgencies } from '../delivery/outbox.ts';
import type { LiveMessage, Rendering } from '../delivery/rendering.ts';
import { isTerminal } from '../pipelines/status.ts';
import type { Run } from '../pipelines/types.ts';
import { endOf } from './diff-runs.ts';
import { isGone } from './gone-run.ts';
import { findIncident, isOver } from './incidents.ts';
import { deciding } from './matching.ts';
import { mutesOf } from './mutes.ts';
import type { NotificationsReader } from './schema.ts';
import { readSubject } from './subjects.ts';
import { everyPipeline } from './subscriptions.ts';
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
  const rendering = { card, isFinal: isTerminal(run.status) };
  const alert = await alertOf(db, run, message);
  if (!alert || (await isMuted(db, message, [run.pipeline], now))) return rendering;
  const { inThread, ...mention } = alert;
  if (!message.wasPosted) return { ...rendering, ...mention };
  // The true end of a run that came back is told as well.
  const kind = isGone(run) ? 'gone' : 'alert';
  return { ...rendering, after: { kind, card: alertCard(run, now, links), inThread, ...mention } };
}

async function renderIncident(
  db: NotificationsReader,
  id: string,
  message: LiveMessage,
  now: number,
  links: Links | undefined,
): Promise<Rendering | undefined> {
  const { options, wasPosted, channel } = message;
  const incident = await findIncident(db, id);
  if (!incident) return undefined;
  const card = incidentCard(incident, channel.platform === 'terminal' ? undefined : links);
  const rendering = { card, isFinal: isOver(incident, now), restsWhenGone: true };
  // It has no owner, and each run it hurts tells its own.
  const person = options.alert === 'owner' ? undefined : personIn(options.alert, channel);
  if (wasPosted || person === undefined) return rendering;
  const hurt = incident.runs.map(({ pipeline }) => pipeline);
  return (await isMuted(db, message, hurt, now)) ? rendering : { ...rendering, mention: person };
}

/** How urgent it is to show the run as it is: somebody waits for an end, and for a cancellation to begin. */
export function urgencyOf({ status }: Run): Urgency {
  if (isTerminal(status)) return urgencies.outcome;
  return status === 'CancelRequested' ? urgencies.failure : urgencies.progress;
}

/**
 * How a channel is told of the end of a run: as its subscription that hears of that end asks now; where none does, as the
 * message itself says, which is by its owner where a person asked for it by a line; else not at all. A success is told
 * only to a person by name. Nobody has to be told of a run that they canceled themselves, or that is nobody's.
 */
async function alertOf(
  db: NotificationsReader,
  run: Run,
  { options, channel }: LiveMessage,
): Promise<{ mention?: string; inThread: boolean } | undefined> {
  const [end] = endOf(run);
  // A chat at a terminal prints the card itself when it is final: an alert would say the same again.
  if (!end || channel.platform === 'terminal') return undefined;
  const subscription = await deciding(db, end, channel);
  const wanted = subscription?.mention ?? options.alert;
  if (wanted === undefined || (end.kind === 'finished' && wanted === 'owner')) return undefined;
  const person = personIn(wanted === 'owner' ? run.submittedBy : wanted, channel);
  const isTold = person !== undefined && !(end.kind === 'canceled' && person === run.canceled?.by);
  if (!isTold && end.kind !== 'failed') return undefined;
  return { inThread: subscription?.threads ?? true, ...(isTold && { mention: person }) };
}

/** A person whom this channel's platform can notify. */
function personIn(key: string | undefined, channel: ChannelRef): string | undefined {
  const [, platform, tenant] = /^(slack|teams|terminal):(?:([^/]+)\/)?./.exec(key ?? '') ?? [];
  if (key === undefined || platform === undefined) return undefined;
  const isKnown = platform === channel.platform && (tenant === undefined || tenant === channel.tenant);
  return isKnown ? key : undefined;
}

/** True while the channel wants to hear nothing of any of these pipelines. */
async function isMuted(
  db: NotificationsReader,
  { channel }: LiveMessage,
  pipelines: readonly string[],
  now: number,
): Promise<boolean> {
  const muted = new Set((await mutesOf(db, channel, now)).map(({ pipeline }) => pipeline));
  return muted.has(everyPipeline) || pipelines.every((pipeline) => muted.has(pipeline));
}
