import type { RunStatus } from './status.ts';

/** The types a chat line can give a value to. Data is set in the definition or by `submit`, never from chat. */
export type ParameterType = 'string' | 'integer' | 'number' | 'boolean';

/** One parameter of a pipeline, as its definition declares it. Values are text, as they reach a step's command. */
export interface PipelineParameter {
  name: string;
  type: ParameterType;
  default?: string;
  /** An optional parameter without a value is left out of the command (`$[[ … ]]`). */
  optional: boolean;
  enum?: readonly string[];
  min?: number;
  max?: number;
  description?: string;
}

/** Parameter name → text, as a person gave it; the service checks each against its parameter. */
export type ParameterAssignments = Readonly<Record<string, string>>;

/** A value one run used; `default` is what the definition says, absent when it has none. */
export interface RunParameter {
  name: string;
  value: string;
  default?: string;
}

/** A number a step logged. `at` is milliseconds since 1970, `iteration` MLflow's "step". */
export interface Metric {
  name: string;
  value: number;
  step: string;
  iteration: number;
  at: number;
}

/** A file a step left behind. `path` is relative to the step's artifact root (`outputs/model.json`), `size` in bytes. */
export interface Artifact {
  step: string;
  path: string;
  size: number;
  /** Where it is on this machine, from a service that keeps it here; shown at the terminal only. */
  file?: string;
}

/** Why a step failed: the first cause in its log, and the log's last lines. */
export interface StepFailure {
  cause: string;
  exitCode?: number;
  logTail: readonly string[];
  /** Present when the machine failed rather than the step. */
  compute?: ComputeFailure;
}

/** What a machine could not do for its steps. Equal words mean the same trouble, whichever run met it. */
export interface ComputeFailure {
  /** The compute target by name; `local` for the machine that Pipehand runs on. */
  target: string;
  cause: string;
}

/** One step of a run. Times are milliseconds since 1970. */
export interface StepRun {
  id: string;
  /** Dotted path in the pipeline: `train_pipeline.train_job`. */
  name: string;
  status: RunStatus;
  startedAt?: number;
  endedAt?: number;
  /** Why it was canceled, or what the service has to say of it, in words. */
  reason?: string;
  failure?: StepFailure;
}

/** One run of a pipeline with all its steps: what `find` answers and a card shows. Times are milliseconds since 1970. */
export interface Run {
  id: string;
  /** What people type: four or more Crockford base32 characters, unique in the workspace (`7Q3K`). */
  shortId: string;
  pipeline: string;
  /** The published version it ran; absent when it ran a definition as it stood on disk. */
  version?: number;
  experiment: string;
  status: RunStatus;
  /** Why it was canceled or could not go on, in words. */
  reason?: string;
  /** The key of the person who asked for its end, and why, where the service knows it. */
  canceled?: { by: string; why?: string };
  /** `platform:tenant/id` of the person who asked (`terminal:ada`). */
  submittedBy: string;
  submittedAt: number;
  startedAt?: number;
  endedAt?: number;
  /** Median of the latest completed runs of this pipeline in milliseconds; absent without history. */
  usualMs?: number;
  parameters: readonly RunParameter[];
  tags: Readonly<Record<string, string>>;
  steps: readonly StepRun[];
  /** Latest value of each metric; a name that several steps logged is prefixed with its step. */
  metrics: Readonly<Record<string, number>>;
  artifacts: readonly Artifact[];
  /** What the reader should know of how it was run, and was not told of this pipeline before: `compute cpu-cluster → local`. */
  notices: readonly string[];
  /** The run this one repeats. */
  repeats?: { runId: string; shortId: string };
}

/** Who disabled a pipeline, when and why. `until` (milliseconds) ends it by itself. */
export interface Disabling {
  by: string;
  at: number;
  why?: string;
  until?: number;
}

/** An immutable version of a pipeline. */
export interface PublishedPipeline {
  name: string;
  version: number;
  description?: string;
  publishedBy: string;
  publishedAt: number;
  disabled?: Disabling;
}

/** One line of `list`. A broken definition is listed with what is wrong with it. */
export interface PipelineSummary {
  name: string;
  description?: string;
  /** Latest published version; absent when only the definition on disk exists. */
  version?: number;
  disabled?: Disabling;
  problem?: string;
}

/** What `describe` shows of a pipeline or of one version of it. */
export interface PipelineDescription extends PipelineSummary {
  parameters: readonly PipelineParameter[];
  steps: readonly { name: string; needs: readonly string[] }[];
  versions: readonly PublishedPipeline[];
  /** The definition file, where there is one on disk. */
  file?: string;
  notices: readonly string[];
}
