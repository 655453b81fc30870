import { hash } from 'node:crypto';
import type { IncidentFacts } from '../cards/incident-card.ts';
import type { RunEvent } from './events.ts';
import type { IncidentRow, NotificationsReader, NotificationsTransaction } from './schema.ts';

/** Milliseconds without the same trouble after which it counts as a new one. */
const quiet = 30 * 60_000;

/** Runs that an incident names; further ones are counted. */
const namedRuns = 100;

/** One trouble with a machine, as its card shows it. */
export interface Incident extends IncidentFacts {
  id: string;
  service: string;
}

/**
 * Notes that a run met trouble with a machine. The same target and cause on the same service, never quiet for half an
 * hour, are one incident. The run's row must have been kept before: it says which service it runs on.
 */
export async function noteComputeFailure(
  tx: NotificationsTransaction,
  event: RunEvent & { kind: 'compute-failed' },
  now: number,
): Promise<{ id: string; isNew: boolean }> {
  const { run, step, target, cause } = event;
  const watched = await tx.selectFrom('watched_run').select('service').where('id', '=', run.id).executeTakeFirst();
  const service = watched?.service ?? '';
  const key = JSON.stringify([service, target, cause]);
  const hurt = { id: run.id, shortId: run.shortId, pipeline: run.pipeline, submittedBy: run.submittedBy, step };
  const open = await tx
    .selectFrom('incident')
    .selectAll()
    .where('key', '=', key)
    .where('lastAt', '>', now - quiet)
    .orderBy('lastAt', 'desc')
    .executeTakeFirst();
  if (!open) {
    const id = hash('sha256', JSON.stringify([key, run.id, now])).slice(0, 10);
    const row = { id, key, service, target, cause, openedAt: now, lastAt: now, runsJson: JSON.stringify([hurt]) };
    await tx
      .insertInto('incident')
      .values({ ...row, runCount: 1 })
      .execute();
    return { id, isNew: true };
  }
  const { runs } = toIncident(open);
  if (!runs.some(({ id }) => id === run.id)) {
    await tx
      .updateTable('incident')
      .set({
        lastAt: Math.max(open.lastAt, now),
        runsJson: JSON.stringify([...runs, hurt].slice(0, namedRuns)),
        runCount: open.runCount + 1,
      })
      .where('id', '=', open.id)
      .execute();
  }
  return { id: open.id, isNew: false };
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

function toIncident({ runsJson, key: _, ...row }: IncidentRow): Incident {
  return { ...row, runs: JSON.parse(runsJson) as Incident['runs'] };
}
