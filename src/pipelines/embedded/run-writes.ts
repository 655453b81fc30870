import { hash } from 'node:crypto';
import type { Insertable, Transaction, Updateable } from 'kysely';
import { shortRunId } from '../short-run-id.ts';
import type { RunStatus } from '../status.ts';
import type { Artifact, StepFailure } from '../types.ts';
import type { FrozenGraph } from './frozen-graph.ts';
import type { Skipped } from './progress.ts';
import type { EmbeddedDatabase, EmbeddedSchema, RunRow, StepRow } from './schema.ts';
import type { Change, WriteQueue } from './write-queue.ts';

/** A run as it is first written; the number, the short id and the cursor are added with it. */
export interface NewRun {
  row: Omit<
    RunRow,
    | 'number'
    | 'shortId'
    | 'changed'
    | 'graph'
    | 'status'
    | 'reason'
    | 'startedAt'
    | 'endedAt'
    | 'cancelBy'
    | 'cancelWhy'
  >;
  graph: FrozenGraph;
}

/** A step in line: from here on its folder alone tells whether it was started. */
export interface QueuedRow {
  id: string;
  runId: string;
  attempt: number;
  tokenHash: string;
}

/** What readers see of a step that was started. */
export interface BegunStep {
  id: string;
  runId: string;
  status: Extract<RunStatus, 'Preparing' | 'Running'>;
  startedAt: number;
}

/** How a step ended, with what it left. */
export interface EndedStep {
  id: string;
  runId: string;
  status: Extract<RunStatus, 'Completed' | 'Failed' | 'Canceled'>;
  endedAt: number;
  reason?: string;
  failure?: StepFailure;
  artifacts: readonly Pick<Artifact, 'path' | 'size'>[];
}

/** How a run stands after one of its steps ended or it was asked to stop. */
export interface RunOutcome {
  status: RunStatus;
  reason?: string;
  endedAt?: number;
}

/** SQLite takes at most 32,766 parameters in one statement; 500 rows of a step stay far below. */
const rowsPerInsert = 500;

/** The id of a step: what scripts see as their run id, so letters, digits, `-` and `_` only. */
export function stepId(runId: string, position: number): string {
  return `${runId}_${position + 1}`;
}

/** Every change of runs and steps. */
export type RunWrites = ReturnType<typeof createRunWrites>;

export function createRunWrites(db: EmbeddedDatabase, queue: WriteQueue) {
  return {
    /**
     * Writes the run and its steps in a transaction of its own, so that a refusal reaches who asked; false when the id
     * was taken before, by the same request delivered again.
     */
    addRun({ row, graph }: NewRun): Promise<boolean> {
      return db.transaction().execute(async (tx) => {
        if (await tx.selectFrom('run').select('id').where('id', '=', row.id).executeTakeFirst()) return false;
        const { last } = await tx
          .selectFrom('run')
          .select((eb) => eb.fn.coalesce(eb.fn.max('number'), eb.lit(0)).as('last'))
          .executeTakeFirstOrThrow();
        const number = last + 1;
        const counted = { number, shortId: shortRunId(number), changed: queue.nextCursor() };
        const kept = { graph: await addGraph(tx, graph), status: 'Queued' } as const;
        await tx
          .insertInto('run')
          .values({ ...row, ...counted, ...kept })
          .execute();
        const steps = graph.steps.map(({ name }, position) => newStep(row.id, name, position));
        for (let at = 0; at < steps.length; at += rowsPerInsert) {
          await tx
            .insertInto('step')
            .values(steps.slice(at, at + rowsPerInsert))
            .execute();
        }
        return true;
      });
    },

    queueStep({ id, runId, ...values }: QueuedRow): Promise<void> {
      return queue.add({ runId, apply: (tx) => updateStep(tx, id, { status: 'Queued', ...values }) }, 'soon');
    },

    noteStep({ id, runId, ...values }: BegunStep, run: Partial<RunRow> | undefined): Promise<void> {
      return queue.add({ runId, ...(run && { run }), apply: (tx) => updateStep(tx, id, values) }, 'soon');
    },

    /** Somebody waits for what is to be written. */
    hurry: () => queue.hurry(),

    endStep(step: EndedStep, skipped: readonly Skipped[], run: RunOutcome | undefined): Promise<void> {
      const change: Change = {
        runId: step.runId,
        ...(run && { run }),
        async apply(tx) {
          await writeEnd(tx, step);
          await skip(tx, step.runId, skipped, step.endedAt);
        },
      };
      return queue.add(change, 'soon');
    },

    /** Steps that will never start, and what that means for their run. */
    skipSteps(runId: string, skipped: readonly Skipped[], run: Partial<RunRow> | undefined, at: number): Promise<void> {
      const change: Change = { runId, ...(run && { run }), apply: (tx) => skip(tx, runId, skipped, at) };
      return queue.add(change, 'now');
    },

    addMetric(metric: Insertable<EmbeddedSchema['metric']>): Promise<void> {
      const change: Change = {
        runId: metric.runId,
        async apply(tx) {
          await tx.insertInto('metric').values(metric).execute();
        },
      };
      return queue.add(change, 'soon');
    },
  };
}

async function updateStep(tx: Transaction<EmbeddedSchema>, id: string, values: Updateable<StepRow>): Promise<void> {
  await tx.updateTable('step').set(values).where('id', '=', id).execute();
}

async function writeEnd(tx: Transaction<EmbeddedSchema>, step: EndedStep): Promise<void> {
  const { id, runId, status, endedAt, reason = null, failure } = step;
  const failed = failure && {
    exitCode: failure.exitCode ?? null,
    cause: failure.cause,
    logTailJson: JSON.stringify(failure.logTail),
    computeJson: failure.compute ? JSON.stringify(failure.compute) : null,
  };
  await updateStep(tx, id, { status, endedAt, reason, tokenHash: null, ...failed });
  const artifacts = step.artifacts.map((artifact) => ({ runId, stepId: id, ...artifact }));
  for (let at = 0; at < artifacts.length; at += rowsPerInsert) {
    await tx
      .insertInto('artifact')
      .values(artifacts.slice(at, at + rowsPerInsert))
      .execute();
  }
}

async function skip(
  tx: Transaction<EmbeddedSchema>,
  runId: string,
  skipped: readonly Skipped[],
  endedAt: number,
): Promise<void> {
  for (const { name, reason } of skipped) {
    await tx
      .updateTable('step')
      .set({ status: 'Canceled', reason, endedAt })
      .where('runId', '=', runId)
      .where('name', '=', name)
      .execute();
  }
}

/** Keeps a graph once and answers its digest. */
export async function addGraph(tx: Transaction<EmbeddedSchema>, graph: FrozenGraph): Promise<string> {
  const json = JSON.stringify(graph);
  const digest = hash('sha256', json);
  await tx
    .insertInto('graph')
    .values({ digest, json })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return digest;
}

function newStep(runId: string, name: string, position: number): Insertable<EmbeddedSchema['step']> {
  return { id: stepId(runId, position), runId, name, position, status: 'NotStarted', attempt: 0 };
}
