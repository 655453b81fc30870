import type { Check } from '../check.ts';
import type { StatusGroup } from './status.ts';
import type {
  Artifact,
  Disabling,
  Metric,
  ParameterAssignments,
  PipelineDescription,
  PipelineParameter,
  PipelineSummary,
  PublishedPipeline,
  Run,
} from './types.ts';

/** A pipeline by name: without a version the default one (latest published, else the definition on disk). */
export interface PipelineTarget {
  name: string;
  version?: number | 'draft';
}

/**
 * What to run: a pipeline by name, a definition file on this machine, or once more what an earlier run ran. Only a file
 * takes paths for its data inputs: relative ones start at `folder`, else beside the file.
 */
export type RunSource =
  | ({ kind: 'pipeline' } & PipelineTarget)
  | { kind: 'file'; file: string; folder?: string }
  | { kind: 'run'; runId: string };

/** A request for one run. `runId` is chosen by the caller: submitting the same id twice starts one run. */
export interface SubmitRequest {
  runId: string;
  source: RunSource;
  parameters: ParameterAssignments;
  experiment?: string;
  tags?: Readonly<Record<string, string>>;
  submittedBy: string;
}

/** A request for the next version of a pipeline. `requestId` is chosen by the caller: the same id publishes once. */
interface PublishRequest {
  requestId: string;
  source: RunSource;
  name: string;
  description?: string;
  by: string;
}

/** Which runs to list, newest first. `since` is milliseconds since 1970. */
export interface RunQuery {
  pipeline?: string;
  groups?: readonly StatusGroup[];
  experiment?: string;
  submittedBy?: string;
  since?: number;
  limit: number;
}

/** Part of a step's log as text lines, escapes and control characters removed; `omitted` counts bytes before it. */
export interface LogExcerpt {
  step: string;
  lines: readonly string[];
  omitted: number;
  /** Where the whole log is on this machine, from a service that keeps it here; shown at the terminal only. */
  file?: string;
}

/** Which lines of a log: the last `tail` lines, of those that contain `grep`. */
export interface LogWindow {
  tail: number;
  grep?: string;
}

/** Bytes of one artifact, read from one open file. The reader must consume or cancel the stream. */
export interface ArtifactContent extends Artifact {
  stream: ReadableStream<Uint8Array>;
}

/**
 * Runs that changed after a cursor, in the order of their changes, and the cursor to ask with next. `some` says that more
 * has changed: ask again. `begin` answers no cursor, and one that the service has not come to, as after its state was lost
 * or an older copy of it was put in place: nobody knows what changed since, so there are no runs.
 */
export interface Changes {
  kind: 'all' | 'some' | 'begin';
  runs: readonly Run[];
  cursor: string;
}

/**
 * The one door to any pipeline service. What a service cannot do it answers with a `UserError` in words; unknown
 * names are `unknown-pipeline`, `unknown-run` or `unknown-step`; a service that cannot be reached is `unavailable`, and
 * then surely nothing was done. An effect whose answer did not come throws `Doubtful`.
 */
export interface PipelineService {
  /** The name in `local/churn`. */
  readonly name: string;
  pipelines(): Promise<readonly PipelineSummary[]>;
  describe(target: PipelineTarget): Promise<PipelineDescription>;
  /** What `submit` would take for this source; refused where it would take no values at all: unknown, broken, disabled. */
  parametersOf(source: RunSource): Promise<readonly PipelineParameter[]>;
  /** Checks everything, then starts the run; a refusal starts nothing. Idempotent by `runId`. */
  submit(request: SubmitRequest): Promise<Run>;
  find(runId: string): Promise<Run | undefined>;
  /** The run behind a short id, in any case and with O, I and L read as 0 and 1. */
  findShort(shortId: string): Promise<Run | undefined>;
  runs(query: RunQuery): Promise<readonly Run[]>;
  /** Asks for cancellation and returns at once; a terminal run is a `conflict`. */
  cancel(runId: string, by: string, why?: string): Promise<Run>;
  log(runId: string, step: string, window: LogWindow): Promise<LogExcerpt>;
  metrics(runId: string): Promise<readonly Metric[]>;
  openArtifact(runId: string, artifact: { step: string; path: string }): Promise<ArtifactContent>;
  /** Makes the next version of `name` from a run or from a definition; it never changes afterwards. Idempotent by `requestId`. */
  publish(request: PublishRequest): Promise<PublishedPipeline>;
  /** A disabled pipeline, or one disabled version, refuses every run until it is enabled (`undefined`). */
  setDisabled(target: PipelineTarget, disabling: Disabling | undefined): Promise<void>;
  /** Without a cursor, or with one that is not of this service's history: `begin` and the present cursor. */
  changesSince(cursor: string | undefined): Promise<Changes>;
  /** Calls `wake` soon after something changed; only a hint to ask `changesSince`. Returns how to stop. */
  onChange(wake: () => void): () => void;
  checks(): Promise<readonly Check[]>;
  close(): Promise<void>;
}
