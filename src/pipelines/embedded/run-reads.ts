import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { latestMetrics } from '../latest-metrics.ts';
import type { RunQuery } from '../service.ts';
import { type RunStatus, statusTable } from '../status.ts';
import type { Artifact, ComputeFailure, Metric, ParameterAssignments, Run, RunParameter, StepRun } from '../types.ts';
import type { FrozenGraph } from './frozen-graph.ts';
import type { Home } from './home.ts';
import type { EmbeddedDatabase, RunRow, StepRow } from './schema.ts';
import { stepFolder } from './step-folder.ts';

/** Runs that are read before others have their turn: about 20 ms. */
const atOnce = 100;

/** Runs of the past that say how long a pipeline usually takes. */
const usualOver = 20;

/** Reads of runs; all of them see only what was committed. */
export type RunReads = ReturnType<typeof createRunReads>;

export function createRunReads(db: EmbeddedDatabase, home: Home) {
  async function toRun(row: RunRow): Promise<Run> {
    const [steps, metrics, artifacts, usualMs, repeats] = [
      await db.selectFrom('step').selectAll().where('runId', '=', row.id).orderBy('position').execute(),
      await metricsOf(row.id),
      await db.selectFrom('artifact').selectAll().where('runId', '=', row.id).execute(),
      await usualDuration(row),
      row.repeats ? await rowOf(row.repeats) : undefined,
    ];
    const stepOf = new Map(steps.map((step) => [step.id, step]));
    return {
      id: row.id,
      shortId: row.shortId,
      pipeline: row.pipeline,
      ...optional('version', row.version),
      experiment: row.experiment,
      status: row.status,
      ...optional('reason', row.reason),
      ...(row.cancelBy !== null && { canceled: { by: row.cancelBy, ...optional('why', row.cancelWhy) } }),
      submittedBy: row.submittedBy,
      submittedAt: row.submittedAt,
      ...optional('startedAt', row.startedAt),
      ...optional('endedAt', row.endedAt),
      ...optional('usualMs', usualMs),
      parameters: JSON.parse(row.parametersJson) as RunParameter[],
      tags: JSON.parse(row.tagsJson) as Record<string, string>,
      steps: steps.map(toStepRun),
      metrics: latestMetrics(metrics),
      artifacts: artifacts.flatMap(({ stepId, path, size }): Artifact[] => {
        const step = stepOf.get(stepId);
        if (!step) return [];
        const { artifacts: root } = stepFolder(join(home.runs, row.shortId), step.position, step.name, step.attempt);
        return [{ step: step.name, path, size, file: join(root, path) }];
      }),
      notices: JSON.parse(row.noticesJson) as string[],
      ...(repeats && { repeats: { runId: repeats.id, shortId: repeats.shortId } }),
    };
  }

  /** Reading a long list must not hold up the process: SQLite answers without a turn of the event loop. */
  async function toRuns(rows: readonly RunRow[]): Promise<Run[]> {
    const runs: Run[] = [];
    for (let at = 0; at < rows.length; at += atOnce) {
      if (at > 0) await setImmediate();
      runs.push(...(await Promise.all(rows.slice(at, at + atOnce).map(toRun))));
    }
    return runs;
  }

  async function rowOf(runId: string): Promise<RunRow | undefined> {
    return db.selectFrom('run').selectAll().where('id', '=', runId).executeTakeFirst();
  }

  async function graphOf(digest: string): Promise<FrozenGraph> {
    const { json } = await db.selectFrom('graph').select('json').where('digest', '=', digest).executeTakeFirstOrThrow();
    return JSON.parse(json) as FrozenGraph;
  }

  async function metricsOf(runId: string): Promise<Metric[]> {
    const rows = await db
      .selectFrom('metric')
      .innerJoin('step', 'step.id', 'metric.stepId')
      .select(['metric.name', 'metric.value', 'metric.iteration', 'metric.at', 'step.name as step'])
      .where('metric.runId', '=', runId)
      .orderBy('metric.seq')
      .execute();
    return rows.map((row) => ({ ...row, value: row.value ?? Number.NaN }));
  }

  async function usualDuration({ id, pipeline }: RunRow): Promise<number | null> {
    const past = await db
      .selectFrom('run')
      .select(({ eb, ref }) => eb(ref('endedAt'), '-', ref('startedAt')).as('ms'))
      .where('pipeline', '=', pipeline)
      .where('status', '=', 'Completed')
      .where('id', '!=', id)
      .orderBy('number', 'desc')
      .limit(usualOver)
      .execute();
    const sorted = past.map(({ ms }) => Number(ms)).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? null;
  }

  return {
    graphOf,
    rowOf,
    metricsOf,

    async find(runId: string): Promise<Run | undefined> {
      const row = await rowOf(runId);
      return row && toRun(row);
    },

    async findShort(shortId: string): Promise<Run | undefined> {
      const row = await db.selectFrom('run').selectAll().where('shortId', '=', shortId).executeTakeFirst();
      return row && toRun(row);
    },

    async list(query: RunQuery): Promise<Run[]> {
      let rows = db.selectFrom('run').selectAll().orderBy('number', 'desc').limit(query.limit);
      if (query.pipeline !== undefined) rows = rows.where('pipeline', '=', query.pipeline);
      if (query.experiment !== undefined) rows = rows.where('experiment', '=', query.experiment);
      if (query.submittedBy !== undefined) rows = rows.where('submittedBy', '=', query.submittedBy);
      if (query.since !== undefined) rows = rows.where('submittedAt', '>=', query.since);
      if (query.groups !== undefined) rows = rows.where('status', 'in', statusesOf(query.groups));
      return toRuns(await rows.execute());
    },

    /** The first `limit` of the runs that changed after `cursor`, and the change of the last of them. */
    async changedSince(cursor: number, limit: number): Promise<{ runs: Run[]; cursor: number }> {
      const rows = await db
        .selectFrom('run')
        .selectAll()
        .where('changed', '>', cursor)
        .orderBy('changed')
        .limit(limit)
        .execute();
      return { runs: await Promise.all(rows.map(toRun)), cursor: rows.at(-1)?.changed ?? cursor };
    },

    async lastChange(): Promise<number> {
      const { last } = await db
        .selectFrom('run')
        .select((eb) => eb.fn.coalesce(eb.fn.max('changed'), eb.lit(0)).as('last'))
        .executeTakeFirstOrThrow();
      return last;
    },

    /** What readers were told before of how this pipeline is run: nobody reads the same twice. */
    async noticesOf(pipeline: string): Promise<ReadonlySet<string>> {
      const rows = await db
        .selectFrom('run')
        .select('noticesJson')
        .distinct()
        .where('pipeline', '=', pipeline)
        .execute();
      return new Set(rows.flatMap(({ noticesJson }) => JSON.parse(noticesJson) as string[]));
    },

    /** The values a person gave for an earlier run, so that a repetition gives them again. */
    async givenTo(row: RunRow): Promise<ParameterAssignments> {
      return JSON.parse(row.givenJson) as ParameterAssignments;
    },

    /** Runs that have not ended, oldest first, with their steps. */
    async unfinished(): Promise<{ run: RunRow; steps: StepRow[] }[]> {
      const runs = await db
        .selectFrom('run')
        .selectAll()
        .where('status', 'in', notTerminal)
        .orderBy('number')
        .execute();
      const withSteps = runs.map(async (run) => ({
        run,
        steps: await db.selectFrom('step').selectAll().where('runId', '=', run.id).orderBy('position').execute(),
      }));
      return Promise.all(withSteps);
    },
  };
}

const allStatuses = Object.keys(statusTable) as RunStatus[];
const notTerminal = statusesOf(['waiting', 'running']);

function statusesOf(groups: NonNullable<RunQuery['groups']>): RunStatus[] {
  return allStatuses.filter((status) => groups.includes(statusTable[status].group));
}

function toStepRun(row: StepRow): StepRun {
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    ...optional('startedAt', row.startedAt),
    ...optional('endedAt', row.endedAt),
    ...optional('reason', row.reason),
    ...(row.cause !== null && {
      failure: {
        cause: row.cause,
        ...optional('exitCode', row.exitCode),
        logTail: JSON.parse(row.logTailJson ?? '[]') as string[],
        ...(row.computeJson !== null && { compute: JSON.parse(row.computeJson) as ComputeFailure }),
      },
    }),
  };
}

function optional<Key extends string, Value>(key: Key, value: Value | null): { [key in Key]?: Value } {
  return value === null ? {} : ({ [key]: value } as { [key in Key]?: Value });
}
