import { basename, dirname, resolve } from 'node:path';
import { workspaceDatastores } from './data-path.ts';
import { createDefinitionFiles } from './definition-files.ts';
import type { Disk } from './disk.ts';
import { createFindings } from './findings.ts';
import type { PipelineGraph } from './graph.ts';
import { jobKind } from './job-kind.ts';
import { readJob } from './read-job.ts';
import type { GivenData } from './reading.ts';

/**
 * Reads an Azure ML pipeline job or command job, with every component it uses, into a graph that can be run here.
 * Throws `UserError` `bad-definition` with every problem of all files, each with its line, and `bad-value` for a path in
 * `given` that leads nowhere.
 */
export function loadDefinition(
  file: string,
  disk: Disk,
  given: GivenData = { paths: {}, folder: dirname(resolve(file)) },
): PipelineGraph {
  const path = resolve(file);
  const findings = createFindings();
  const files = createDefinitionFiles(dirname(path), disk, findings);
  const content = files.read(path);
  const start = { file: basename(path), line: 1 };
  if (content.kind === 'missing') findings.problem(start, '', content.words);
  if (content.kind !== 'map') throw findings.refusal(path);
  const kind = jobKind(content.map);
  if (typeof kind !== 'string') {
    findings.problem(start, '', kind.refusal);
    throw findings.refusal(path);
  }
  const graph = readJob(content.map, kind, path, { disk, files, findings, given, datastores: workspaceDatastores });
  if (findings.problemCount() > 0) throw findings.refusal(path);
  return { ...graph, notices: findings.notices(), source: { file: path, sha256: files.sha256() } };
}
