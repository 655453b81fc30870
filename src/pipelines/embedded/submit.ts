import { dirname } from 'node:path';
import { UserError } from '../../errors.ts';
import type { PipelineGraph } from '../definition/graph.ts';
import { assignParameters } from '../parameters.ts';
import type { RunSource, SubmitRequest } from '../service.ts';
import type { ParameterAssignments, PipelineParameter, RunParameter } from '../types.ts';
import type { Catalog, CatalogEntry } from './catalog.ts';
import { type FrozenGraph, freezeGraph } from './frozen-graph.ts';
import type { Home } from './home.ts';
import type { Machine } from './machine.ts';
import { type Published, refuseDisabled } from './published.ts';
import { pythonNotices } from './python-notice.ts';
import { renderCommand, type Value } from './quoting/command-template.ts';
import type { RunReads } from './run-reads.ts';
import type { NewRun } from './run-writes.ts';
import { keepSnapshot } from './snapshot.ts';

/** What a request comes down to before its values are looked at. */
interface Plan {
  pipeline: string;
  version?: number;
  content: { kind: 'written'; graph: PipelineGraph } | { kind: 'frozen'; graph: FrozenGraph };
  given: ParameterAssignments;
  repeats?: string;
}

interface SubmitParts {
  home: Home;
  machine: Machine;
  catalog: Catalog;
  published: Published;
  reads: RunReads;
  now(): number;
}

/**
 * Checks a request, from its pipeline's state to the quoting of every value, keeps its code and data, and answers the
 * run to be written. Throws `UserError` for all that would fail for a reason known now; nothing has started then.
 */
export async function prepareRun(parts: SubmitParts, request: SubmitRequest): Promise<NewRun> {
  const plan = await planRun(parts, request);
  const { graph } = plan.content;
  const parameters = assignParameters(graph.parameters, plan.given, plan.pipeline);
  checkCommands(graph, parameters, plan.given);
  checkPython(parts.machine, plan);
  const frozen = await keepContent(parts.home, plan.content);
  const told = await parts.reads.noticesOf(plan.pipeline);
  const notices = [...graph.notices, ...pythonNotices(parts.machine, graph.steps)];
  return {
    graph: frozen,
    row: {
      id: request.runId,
      pipeline: plan.pipeline,
      version: plan.version ?? null,
      experiment: request.experiment ?? graph.experiment,
      submittedBy: request.submittedBy,
      submittedAt: parts.now(),
      parametersJson: JSON.stringify(parameters),
      givenJson: JSON.stringify(plan.given),
      tagsJson: JSON.stringify({ ...graph.tags, ...request.tags }),
      noticesJson: JSON.stringify(notices.filter((notice) => !told.has(notice))),
      repeats: plan.repeats ?? null,
    },
  };
}

/** What a new version will run for ever: the content behind `source`, kept. */
export async function frozenSource(parts: SubmitParts, source: RunSource): Promise<FrozenGraph> {
  const { content } = await planSource(parts, source, {});
  return keepContent(parts.home, content);
}

/** What a run of `source` would take; throws `UserError` where there could be none. */
export async function sourceParameters(parts: SubmitParts, source: RunSource): Promise<readonly PipelineParameter[]> {
  const { content } = await planAllowed(parts, source, {});
  return content.graph.parameters;
}

async function planRun(parts: SubmitParts, request: SubmitRequest): Promise<Plan> {
  const { source, parameters } = request;
  const plan = await planAllowed(parts, source, parameters);
  const data = plan.content.graph.data ?? [];
  if (source.kind === 'file') return { ...plan, given: withoutData(parameters, data) };
  refuseData(parameters, data, plan.pipeline);
  return { ...plan, given: { ...plan.given, ...parameters } };
}

async function planAllowed(parts: SubmitParts, source: RunSource, given: ParameterAssignments): Promise<Plan> {
  const plan = await planSource(parts, source, given);
  if (source.kind !== 'file') await refuseDisabled(parts.published, plan.pipeline, plan.version);
  return plan;
}

async function planSource(parts: SubmitParts, source: RunSource, given: ParameterAssignments): Promise<Plan> {
  switch (source.kind) {
    case 'pipeline':
      return { ...fromCatalog(await parts.catalog.resolve(source)), given: {} };
    case 'file': {
      const graph = parts.catalog.load(source.file, { paths: given, folder: source.folder ?? dirname(source.file) });
      return { pipeline: graph.name, content: { kind: 'written', graph }, given: {} };
    }
    case 'run': {
      const row = await parts.reads.rowOf(source.runId);
      if (!row) throw new UserError({ code: 'unknown-run', message: `There is no run ${source.runId}.`, fix: 'runs' });
      return {
        pipeline: row.pipeline,
        ...(row.version !== null && { version: row.version }),
        content: { kind: 'frozen', graph: await parts.reads.graphOf(row.graph) },
        given: JSON.parse(row.givenJson) as ParameterAssignments,
        repeats: row.id,
      };
    }
    default:
      return source satisfies never;
  }
}

function withoutData(given: ParameterAssignments, data: readonly string[]): ParameterAssignments {
  return Object.fromEntries(Object.entries(given).filter(([name]) => !data.includes(name)));
}

/** A path from chat would let whoever talks read any file that Pipehand can. */
function refuseData(given: ParameterAssignments, data: readonly string[], pipeline: string): void {
  const name = data.find((each) => Object.hasOwn(given, each));
  if (name === undefined) return;
  throw new UserError({
    code: 'unknown-parameter',
    message: `${name} is data of ${pipeline}, which is set in its definition and never from chat. Nothing was started.`,
    fix: `On the machine itself: npm run -s pipehand -- submit <file> ${name}=<path>`,
  });
}

function fromCatalog(entry: CatalogEntry): Omit<Plan, 'given'> {
  switch (entry.kind) {
    case 'definition':
      return { pipeline: entry.name, content: { kind: 'written', graph: entry.graph } };
    case 'published':
      return { pipeline: entry.name, version: entry.version, content: { kind: 'frozen', graph: entry.graph } };
    default:
      return entry satisfies never;
  }
}

/** Renders every command with the run's values and stand-ins for paths: a value that cannot be quoted is refused now. */
function checkCommands(
  graph: Plan['content']['graph'],
  parameters: readonly RunParameter[],
  given: ParameterAssignments,
): void {
  const path: Value = { text: '/path', source: 'given' };
  const values = new Map(parameters.map(({ name, value }) => [name, value]));
  for (const step of graph.steps) {
    const inputs = new Map<string, Value>();
    for (const [name, input] of Object.entries(step.inputs)) {
      if (input.kind === 'literal') inputs.set(name, { text: input.text, source: 'file' });
      else if (input.kind === 'parameter') {
        const text = values.get(input.parameter);
        const source = Object.hasOwn(given, input.parameter) ? 'given' : 'file';
        if (text !== undefined) inputs.set(name, { text, source });
      } else if (input.kind !== 'absent') inputs.set(name, path);
    }
    renderCommand(step, { input: (name) => inputs.get(name), output: () => path });
  }
}

function checkPython(machine: Machine, { pipeline, content }: Plan): void {
  if (machine.python !== undefined) return;
  const step = content.graph.steps.find(({ command }) => /\bpython3?\b/.test(command));
  if (!step) return;
  throw new UserError({
    code: 'unavailable',
    message: `The step ${step.name} of ${pipeline} calls Python, and this machine has no python3 on its PATH. Nothing was started.`,
    fix: 'Install Python 3 (Debian: apt-get install python3), then start Pipehand again.',
  });
}

function keepContent(home: Home, content: Plan['content']): Promise<FrozenGraph> | FrozenGraph {
  if (content.kind === 'frozen') return content.graph;
  return freezeGraph(content.graph, (path, use) => keepSnapshot(home.snapshots, path, use));
}
