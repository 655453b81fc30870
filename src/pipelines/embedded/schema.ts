import type { Generated, Kysely } from 'kysely';
import type { RunStatus } from '../status.ts';

/** The tables of the embedded service. Times are milliseconds since 1970; columns that end in `Json` hold JSON text. */
export interface EmbeddedSchema {
  graph: GraphRow;
  run: RunRow;
  step: StepRow;
  metric: MetricRow;
  artifact: ArtifactRow;
  published: PublishedRow;
  disabling: DisablingRow;
  history: HistoryRow;
}

/** The embedded service's own database: one file, one owner process. */
export type EmbeddedDatabase = Kysely<EmbeddedSchema>;

export interface RunRow {
  id: string;
  number: number;
  shortId: string;
  pipeline: string;
  version: number | null;
  experiment: string;
  status: RunStatus;
  reason: string | null;
  submittedBy: string;
  submittedAt: number;
  startedAt: number | null;
  endedAt: number | null;
  /** Digest of the graph it runs. */
  graph: string;
  parametersJson: string;
  /** The values a person gave; the others come from the definition. */
  givenJson: string;
  tagsJson: string;
  noticesJson: string;
  repeats: string | null;
  cancelBy: string | null;
  cancelWhy: string | null;
  /** Grows over all runs with every change: the cursor of `changesSince`. */
  changed: number;
}

export interface StepRow {
  id: string;
  runId: string;
  name: string;
  position: number;
  status: RunStatus;
  reason: string | null;
  startedAt: number | null;
  endedAt: number | null;
  exitCode: number | null;
  cause: string | null;
  logTailJson: string | null;
  /** What the machine could not do, where it failed rather than the step. */
  computeJson: string | null;
  /** How many times the step was handed to the machine; more than 1 only when a start is known not to have happened. */
  attempt: number;
  tokenHash: string | null;
}

interface MetricRow {
  seq: Generated<number>;
  runId: string;
  stepId: string;
  name: string;
  /** Null stands for NaN, which SQLite does not store. */
  value: number | null;
  iteration: number;
  at: number;
}

interface ArtifactRow {
  runId: string;
  stepId: string;
  path: string;
  size: number;
}

/** A frozen graph, kept once however many runs and versions share it. */
interface GraphRow {
  digest: string;
  json: string;
}

export interface PublishedRow {
  name: string;
  version: number;
  description: string | null;
  publishedBy: string;
  publishedAt: number;
  graph: string;
  requestId: string | null;
}

interface DisablingRow {
  name: string;
  /** 0 stands for the whole pipeline. */
  version: number;
  by: string;
  at: number;
  why: string | null;
  until: number | null;
}

/** The one row that tells this database from every other. */
interface HistoryRow {
  id: string;
  /** The last change up to which cursors were given out that do not name their history. */
  namelessUntil: number;
}
