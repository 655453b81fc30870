import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { createDefinitionFiles } from '../../src/pipelines/definition/definition-files.ts';
import { createFindings } from '../../src/pipelines/definition/findings.ts';
import { jobKind } from '../../src/pipelines/definition/job-kind.ts';
import { nodeDisk } from '../../src/pipelines/definition/node-disk.ts';

/** The YAML files of a folder, by their paths in it: the jobs to try, and what each of the others is. */
export interface FoundFiles {
  jobs: readonly string[];
  others: ReadonlyMap<string, string>;
}

const saysJob = /\b(?:pipeline|command)Job\.schema\.json|^type:\s*["']?(?:pipeline|command)\b/m;

/** Sorts the YAML files below `root`. Folders whose names begin with a dot are left out: CI workflows have jobs, too. */
export function findJobs(root: string): FoundFiles {
  const jobs: string[] = [];
  const others = new Map<string, string>();
  for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(root, file);
    if (!/\.ya?ml$/i.test(file) || file.split(sep).some((name) => name.startsWith('.'))) continue;
    if (nodeDisk.kindOf(path) !== 'file') continue;
    const other = otherKind(path);
    if (other === undefined) jobs.push(file);
    else others.set(file, other);
  }
  return { jobs, others };
}

/** What a file is that is no pipeline or command job, in words; undefined for a job, also for one that is broken. */
function otherKind(path: string): string | undefined {
  const content = createDefinitionFiles(dirname(path), nodeDisk, createFindings()).read(path);
  if (content.kind !== 'map') return saysJob.test(readFileSync(path, 'utf8')) ? undefined : 'cannot be read';
  const kind = jobKind(content.map);
  return typeof kind === 'string' ? undefined : kind.refusal.replace(/^the type \S+/, 'its type').replace(/; .*/s, '');
}
