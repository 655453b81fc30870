import { isTerminal } from '../pipelines/status.ts';
import type { Run } from '../pipelines/types.ts';
import type { NotificationsReader, NotificationsTransaction, WatchedRunRow } from './schema.ts';

/** Keeps what is known of a run. */
export async function keepRun(tx: NotificationsTransaction, service: string, run: Run, now: number): Promise<void> {
  const values: Omit<WatchedRunRow, 'id'> = {
    service,
    shortId: run.shortId,
    pipeline: run.pipeline,
    experiment: run.experiment,
    submittedBy: run.submittedBy,
    status: run.status,
    isFinal: isTerminal(run.status) ? 1 : 0,
    runJson: JSON.stringify({ ...run, metrics: writableMetrics(run.metrics) }),
    changedAt: now,
  };
  await tx
    .insertInto('watched_run')
    .values({ id: run.id, ...values })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
}

/** What is known of a run; undefined for one that was never seen. */
export async function findWatchedRun(db: NotificationsReader, runId: string): Promise<Run | undefined> {
  const row = await db.selectFrom('watched_run').select('runJson').where('id', '=', runId).executeTakeFirst();
  return row && readRun(row);
}

/** The runs of a service that have not ended, as far as is known. */
export async function openRuns(db: NotificationsReader, service: string): Promise<readonly Run[]> {
  const rows = await db
    .selectFrom('watched_run')
    .select('runJson')
    .where('service', '=', service)
    .where('isFinal', '=', 0)
    .execute();
  return rows.map(readRun);
}

/** How many runs of a service have not ended. */
export async function countOpenRuns(db: NotificationsReader, service: string): Promise<number> {
  const row = await db
    .selectFrom('watched_run')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('service', '=', service)
    .where('isFinal', '=', 0)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

function readRun({ runJson }: Pick<WatchedRunRow, 'runJson'>): Run {
  const run = JSON.parse(runJson) as Run & { metrics: Readonly<Record<string, number | string>> };
  return {
    ...run,
    metrics: Object.fromEntries(Object.entries(run.metrics).map(([name, value]) => [name, Number(value)])),
  };
}

/** JSON knows neither NaN nor infinity, and a diverged loss is one of them. */
function writableMetrics(metrics: Run['metrics']): Record<string, number | string> {
  return Object.fromEntries(
    Object.entries(metrics).map(([name, value]) => [name, Number.isFinite(value) ? value : String(value)]),
  );
}
