import type { PipelineParameter } from '../types.ts';

/** A file or folder of the author, by absolute path: what a definition names before its content is kept. */
export interface LocalContent {
  path: string;
}

/** A place in a datastore: `azureml://datastores/<datastore>/paths/<path>`. */
export interface DatastorePath {
  datastore: string;
  path: string;
}

/** How an input reaches the step: a link to the data (`ro_mount`, `direct`) or a private copy (`download`). */
export type InputDelivery = 'link' | 'copy';

/** Where one input of a step comes from. `Content` is `LocalContent` as written, a snapshot once it is kept. */
export type StepInput<Content> =
  | { kind: 'literal'; text: string }
  | { kind: 'parameter'; parameter: string }
  | { kind: 'output'; step: string; output: string; delivery: InputDelivery }
  | { kind: 'content'; content: Content; delivery: InputDelivery }
  | { kind: 'datastore'; at: DatastorePath; delivery: InputDelivery }
  | { kind: 'absent' };

/**
 * One output of a step. A `file` output gets only its parent folder beforehand. `at` may hold the macros `${{name}}`,
 * `${{output_name}}` and `${{default_datastore}}`; without it the service chooses a place of its own.
 */
export interface StepOutput {
  form: 'folder' | 'file';
  at?: DatastorePath;
}

/** A line of a definition file, counted from 1. */
export interface Position {
  file: string;
  line: number;
}

export type Distribution = 'mpi' | 'pytorch' | 'tensorflow' | 'ray';

/** One command step. `command` is a template for `bash -c` with `${{inputs.x}}`, `${{outputs.x}}` and `$[[ … ]]`. */
export interface GraphStep<Content> {
  /** Dotted path of the node: `train_pipeline.train_job`. */
  name: string;
  command: string;
  code?: Content;
  environmentVariables: Readonly<Record<string, string>>;
  inputs: Readonly<Record<string, StepInput<Content>>>;
  outputs: Readonly<Record<string, StepOutput>>;
  /** Names of the steps whose outputs it reads, directly or as a placeholder for order. */
  needs: readonly string[];
  timeoutSeconds?: number;
  distribution?: Distribution;
  /** Where the node stands, and where its command is written (a component may have its own file). */
  position: Position;
  commandPosition: Position;
}

/** A pipeline as any front end hands it to a service: flat, ordered as written, free of the file format. */
export interface PipelineGraph<Content = LocalContent> {
  name: string;
  displayName?: string;
  description?: string;
  experiment: string;
  tags: Readonly<Record<string, string>>;
  parameters: readonly PipelineParameter[];
  /** The names of the job's data inputs, which take no value from chat; absent without any. */
  data?: readonly string[];
  steps: readonly GraphStep<Content>[];
  /** When a step fails: true lets steps that do not need it go on (v2's default), false cancels them. */
  continueOnStepFailure: boolean;
  defaultDatastore: string;
  /** Unknown keys, computes mapped to this machine, images not built: one sentence each. */
  notices: readonly string[];
  source: { file: string; sha256: string };
}
