import { basename, dirname } from 'node:path';
import { createBindings } from './bindings.ts';
import { noticeComputes } from './compute-notice.ts';
import { findCycle } from './cycles.ts';
import { type Fields, fieldsOf } from './fields.ts';
import { excerpt, type Findings } from './findings.ts';
import type { GraphStep, LocalContent, PipelineGraph } from './graph.ts';
import { readJobSettings, readTags } from './job-settings.ts';
import type { Node, PipelineNode } from './nodes.ts';
import { readOutputDeclarations } from './output-declarations.ts';
import { pipelineParameters } from './parameters.ts';
import { type PipelineInput, readPipelineInputs } from './pipeline-inputs.ts';
import { createNodeReader } from './read-nodes.ts';
import type { Reading } from './reading.ts';
import { rootNodes } from './root-node.ts';
import { shapes } from './shapes.ts';
import { graphSteps } from './steps.ts';
import { isNothing, type WrittenMap, type WrittenScalar } from './written.ts';

/** A graph as far as the job says it; the notices and the source belong to all files together. */
type JobGraph = Omit<PipelineGraph, 'notices' | 'source'>;

/** Reads the job at the root of a definition file, with all nodes in it. It is only good when no problem was found. */
export function readJob(map: WrittenMap, kind: 'pipeline' | 'command', path: string, reading: Reading): JobGraph {
  const { findings } = reading;
  const place = { folder: dirname(path), where: '' };
  const name = nameOf(map, path, findings);
  const fields: Fields<typeof shapes.pipelineJob> =
    kind === 'pipeline'
      ? fieldsOf(map, shapes.pipelineJob, '', findings)
      : fieldsOf(map, shapes.commandJob, '', findings);
  if (kind === 'pipeline') checkJobs(map, fields, findings);
  if (fields.schedule) findings.notice('the schedule written in the definition is not started');
  const settings = readJobSettings(fields.settings, reading);
  const inputs = readPipelineInputs(fields.inputs, place.folder, reading);
  const outputs = readOutputDeclarations(kind === 'pipeline' ? fields.outputs : undefined, place, reading);
  for (const { at, where, to } of outputs.values()) {
    if (to)
      findings.problem(at, where, 'an output of the job itself is bound to nothing; bind the output of a job to it');
  }
  const children = new Map<string, Node>();
  const root: PipelineNode = {
    kind: 'pipeline',
    name: '',
    at: map.at,
    place,
    parent: undefined,
    inputs: new Map(),
    outputs,
    children,
  };
  const stepName = name.replace(/[^\w-]+/g, '-').replace(/^-+/, '') || 'job';
  const parts = {
    map,
    kind,
    stepName,
    ...(fields.component && { component: fields.component }),
    ...(fields.jobs && { jobs: fields.jobs }),
  };
  for (const [key, node] of rootNodes(parts, root, [...inputs.keys()], createNodeReader(reading)))
    children.set(key, node);

  const bindings = createBindings(inputs, reading);
  noticeComputes(root, [fields.compute, settings.defaultCompute], inputs, bindings, reading);
  const steps = graphSteps(root, bindings, findings);
  checkCycle(steps, findings);
  return {
    name,
    ...(fields.display_name && { displayName: fields.display_name.text }),
    ...(fields.description && { description: fields.description.text }),
    experiment: fields.experiment_name?.text ?? basename(place.folder),
    tags: readTags(fields.tags, reading),
    parameters: pipelineParameters(inputs, bindings.usesOf, findings),
    ...dataOf(inputs),
    steps,
    continueOnStepFailure: settings.continueOnStepFailure,
    defaultDatastore: settings.defaultDatastore,
  };
}

function dataOf(inputs: ReadonlyMap<string, PipelineInput>): { data?: readonly string[] } {
  const data = [...inputs].flatMap(([name, { kind }]) => (kind === 'data' || kind === 'absent' ? [name] : []));
  return data.length === 0 ? {} : { data };
}

/** The written name; else the folder of a `pipeline.yml`, else the file's own name. */
function nameOf({ entries }: WrittenMap, path: string, findings: Findings): string {
  const written = entries.get('name');
  if (written?.kind === 'scalar' && !isNothing(written)) {
    checkName(written, findings);
    return written.text;
  }
  const file = basename(path).replace(/\.ya?ml$/i, '');
  return file === 'pipeline' ? basename(dirname(path)) : file;
}

function checkName({ text, at }: WrittenScalar, findings: Findings) {
  if (/^[A-Za-z0-9][\w-]{0,254}$/.test(text)) return;
  findings.problem(at, 'name', `${excerpt(text)} is not a name; use letters, digits, _ and -`);
}

function checkJobs(
  { entries, at }: WrittenMap,
  { jobs, component }: Fields<typeof shapes.pipelineJob>,
  findings: Findings,
) {
  if (jobs && component) findings.problem(component.at, 'component', 'stands beside jobs; keep one of them');
  if (isNothing(entries.get('jobs')) && isNothing(entries.get('component')))
    findings.problem(at, 'jobs', 'is empty; add a job');
}

function checkCycle(steps: readonly GraphStep<LocalContent>[], findings: Findings) {
  const cycle = findCycle(steps);
  const [first] = cycle ?? [];
  if (!cycle || !first) return;
  const names = [...cycle, first].map(({ name }) => name).join(' → ');
  findings.problem(
    first.position,
    '',
    `the jobs wait for each other in a circle: ${names}; remove one of these bindings`,
  );
}
