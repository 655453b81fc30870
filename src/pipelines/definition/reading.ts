import type { KnownDatastores } from './data-path.ts';
import type { DefinitionFiles } from './definition-files.ts';
import type { Disk } from './disk.ts';
import type { Findings } from './findings.ts';

/** What every reader of a part of a definition works with. */
export interface Reading {
  disk: Disk;
  files: DefinitionFiles;
  findings: Findings;
  datastores: KnownDatastores;
  given: GivenData;
}

/** Paths that whoever submits the file gives to data inputs of the job, by name; relative ones start at `folder`. */
export interface GivenData {
  paths: Readonly<Record<string, string>>;
  folder: string;
}

/** Where a part stands: the folder its paths are relative to, and its dotted name in its file (`jobs.train`). */
export interface Place {
  folder: string;
  where: string;
}
