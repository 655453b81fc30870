import { hash } from 'node:crypto';
import type { IncidentFacts } from '../cards/incident-card.ts';
import type { RunEvent } from './events.ts';
import type { IncidentRow, NotificationsReader, NotificationsTransaction } from './schema.ts';

/** Milliseconds without the same trouble after which it counts as a new one. */
const quiet = 30 * 60_000;

/** How late (milliseconds) trouble may be heard of and still be noted when it happened: as long as it is known at all. */
const believed = 30 * 86_400_000;

/** Incidents of which is told at a time that they are over. */
const closedAtOnce = 100;

/** Runs that an incident names; further ones are counted. */
const namedRuns = 100;

/** One trouble with a machine, as its card shows it. */
export interface Incident extends IncidentFacts {
  id: string;
  service: string;
}

/**
 * Notes that a run met trouble with a machine, at the time its service says. The same target and cause on the same
 * service, never quiet for half an hour, are one incident. The run's row must have been kept before: it says which service
 * it runs on.
 */
export async function noteComputeFailure(
  tx: NotificationsTransaction,
  event: RunEvent & { kind: 'compute-failed' },
  now: number,
): Promise<{ id: string; isNew: boolean }> {
  const { run, step, target, cause } = event;
  const at = momentOfTrouble(event, now);
  const watched = await tx.selectFrom('watched_run').select('service').where('id', '=', run.id).executeTakeFirst();
  const service = watched?.service ?? '';
  const key = JSON.stringify([service, target, cause]);
  const hurt = { id: run.id, shortId: run.shortId, pipeline: run.pipeline, submittedBy: run.submittedBy, step };
  const known = await tx
    .selectFrom('incident')
    .selectAll()
    .where('key', '=', key)
    .where('lastAt', '>', at - quiet)
    .where('openedAt', '<', at + quiet)
    .orderBy('lastAt', 'desc')
    .executeTakeFirst();
  if (!known) {
    const id = hash('sha256', JSON.stringify([key, run.id, at])).slice(0, 10);
    const row = { id, key, service, target, cause, openedAt: at, lastAt: at, isOver: overFlag(at, now) };
    await tx
      .insertInto('incident')
      .values({ ...row, runsJson: JSON.stringify([hurt]), runCount: 1 })
      .execute();
    return { id, isNew: true };
  }
  const { runs } = toIncident(known);
  if (!runs.some(({ id }) => id === run.id)) {
    const lastAt = Math.max(known.lastAt, at);
    await tx
      .updateTable('incident')
      .set({
        openedAt: Math.min(known.openedAt, at),
        lastAt,
        isOver: overFlag(lastAt, now),
        runsJson: JSON.stringify([...runs, hurt].slice(0, namedRuns)),
        runCount: known.runCount + 1,
      })
      .where('id', '=', known.id)
      .execute();
  }
  return { id: known.id, isNew: false };
}

/** When the step failed: what is taken in late happened then. A clock that says otherwise is not believed. */
function momentOfTrouble({ run, step }: RunEvent & { kind: 'compute-failed' }, now: number): number {
  const endedAt = run.steps.find(({ name }) => name === step)?.endedAt;
  return endedAt !== undefined && endedAt <= now && endedAt > now - believed ? endedAt : now;
}

/** Incidents that have been quiet for long enough, and whose messages do not say so yet: the first of them. */
export async function quietIncidents(db: NotificationsReader, now: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('incident')
    .select('id')
    .where('isOver', '=', 0)
    .where('lastAt', '<=', now - quiet)
    .orderBy('lastAt')
    .limit(closedAtOnce)
    .execute();
  return rows.map(({ id }) => id);
}

/** From here on their card says that they are over. */
export async function closeIncidents(tx: NotificationsTransaction, ids: readonly string[]): Promise<void> {
  await tx.updateTable('incident').set({ isOver: 1 }).where('id', 'in', ids).execute();
}

/** Undefined for an incident that there never was. */
export async function findIncident(db: NotificationsReader, id: string): Promise<Incident | undefined> {
  const row = await db.selectFrom('incident').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toIncident(row);
}

/** True when the trouble has been quiet for so long that the next would be another incident. */
export function isOver({ lastAt }: Incident, now: number): boolean {
  return now - lastAt >= quiet;
}

function overFlag(lastAt: number, now: number): 0 | 1 {
  return now - lastAt >= quiet ? 1 : 0;
}

function toIncident({ runsJson, key: _, isOver: flag, ...row }: IncidentRow): Incident {
  return { ...row, ...(flag === 1 && { isOver: true }), runs: JSON.parse(runsJson) as Incident['runs'] };
}
