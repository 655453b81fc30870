import { readCommandBody } from './command-body.ts';
import { type Component, readComponent } from './components.ts';
import { checkPortName } from './declarations.ts';
import { type Fields, fieldsOf, within, wordsFor } from './fields.ts';
import { excerpt } from './findings.ts';
import type { Position } from './graph.ts';
import { inputNames, type Node, type NodeBase, type PipelineNode } from './nodes.ts';
import { readOutputDeclarations } from './output-declarations.ts';
import type { Place, Reading } from './reading.ts';
import { refusedType } from './refused-types.ts';
import { shapes } from './shapes.ts';
import { readStepSettings, withSettings } from './step-settings.ts';
import { isNothing, type Written, type WrittenMap } from './written.ts';

/** Reads nodes of one definition. */
export interface NodeReader {
  /** The nodes under `jobs`, whose names begin with that of `parent`. */
  readJobs(jobs: WrittenMap, parent: PipelineNode, place: Place): ReadonlyMap<string, Node>;
  /** One node: a command written in place, or a component. */
  readNode(map: WrittenMap, name: string, parent: PipelineNode, place: Place): Node;
}

/** Far beyond what people write (the largest of Azure's public examples has 13), and what one machine still carries. */
const mostNodes = 10_000;
/** Pipelines inside pipelines. Azure's public examples have two levels. */
const mostLevels = 20;

const refused: Node = { kind: 'refused' };

/** One reader per definition, because the nodes of all its levels count together. */
export function createNodeReader(reading: Reading): NodeReader {
  const { findings } = reading;
  let count = 0;
  return { readJobs, readNode };

  function readJobs(jobs: WrittenMap, parent: PipelineNode, place: Place): ReadonlyMap<string, Node> {
    const nodes = new Map<string, Node>();
    if (jobs.entries.size === 0) findings.problem(jobs.at, within(place.where, 'jobs'), 'is empty; add a job');
    for (const [key, written] of jobs.entries) {
      const where = within(within(place.where, 'jobs'), key);
      if (++count > mostNodes) {
        const words = `is job ${count}; a definition has at most ${mostNodes}`;
        if (count === mostNodes + 1) findings.problem(written.at, where, words);
        break;
      }
      nodes.set(key, readJob(written, key, parent, { ...place, where }));
    }
    return nodes;
  }

  function readJob(written: Written, key: string, parent: PipelineNode, place: Place): Node {
    if (written.kind !== 'map') {
      return refuse(written.at, place.where, `must be a map that describes a job, not ${wordsFor(written)}`);
    }
    if (/^\w[\w-]{0,254}$/.test(key)) return readNode(written, within(parent.name, key), parent, place);
    return refuse(written.at, place.where, `${excerpt(key)} is not a name; use letters, digits, _ and -`);
  }

  function readNode(map: WrittenMap, name: string, parent: PipelineNode, place: Place): Node {
    const type = map.entries.get('type');
    const typeText = type?.kind === 'scalar' && type.type !== 'null' ? type.text : 'command';
    const refusal = refusedType(typeText);
    if (refusal) return refuse(map.at, place.where, refusal);
    const fields = fieldsOf(map, shapes.node, place.where, findings);
    const base: NodeBase = {
      name,
      at: map.at,
      place,
      parent,
      inputs: fields.inputs?.entries ?? new Map(),
      outputs: readOutputDeclarations(fields.outputs, place, reading),
      ...(fields.compute && { compute: fields.compute }),
    };
    if (fields.component) return componentNode(fields.component, fields, base);
    if (typeText === 'pipeline') {
      return refuse(
        map.at,
        place.where,
        'has no component; write component: and the path of a pipeline component file',
      );
    }
    return commandNode(map, fields, base);
  }

  function commandNode(map: WrittenMap, fields: Fields<typeof shapes.node>, base: NodeBase): Node {
    const { place, name, inputs, outputs } = base;
    for (const [input, { at }] of inputs)
      checkPortName(input, at, within(within(place.where, 'inputs'), input), findings);
    const ports = { inputs: inputNames(base), outputs: [...outputs.keys()] };
    const body = readCommandBody(fields, ports, name, place, reading);
    if (isNothing(map.entries.get('command'))) {
      return refuse(map.at, place.where, 'has neither a command nor a component');
    }
    return body ? { kind: 'command', ...base, body } : refused;
  }

  function componentNode(written: Written, fields: Fields<typeof shapes.node>, base: NodeBase): Node {
    const { place, name } = base;
    for (const key of ['command', 'code'] as const) {
      const words = `stands beside component, which has its own ${key}; keep one`;
      if (fields[key]) findings.problem(fields[key].at, within(place.where, key), words);
    }
    const component = readComponent(written, name, place, reading);
    const settings = readStepSettings(fields, name, place, reading);
    if (!component) return refused;
    if (component.body.kind === 'pipeline') return pipelineNode(base, component, component.body, written.at);
    const { command } = component.body;
    return {
      kind: 'command',
      ...base,
      component,
      body: { ...command, settings: withSettings(command.settings, settings) },
    };
  }

  function pipelineNode(
    base: NodeBase,
    component: Component,
    { jobs, where }: Component['body'] & { kind: 'pipeline' },
    at: Position,
  ): Node {
    const around = pipelinesAround(base.parent);
    const place = within(base.place.where, 'component');
    if (component.path !== undefined && around.some((each) => each.component?.path === component.path)) {
      return refuse(at, place, `${component.label} uses itself; a pipeline cannot contain itself`);
    }
    if (around.length > mostLevels)
      return refuse(at, place, `is a pipeline inside ${mostLevels} others; that is too deep`);
    const children = new Map<string, Node>();
    const node: PipelineNode = { kind: 'pipeline', ...base, component, children };
    for (const [key, child] of readJobs(jobs, node, { folder: component.folder, where })) children.set(key, child);
    return node;
  }

  function refuse(at: Position, where: string, words: string): Node {
    findings.problem(at, where, words);
    return refused;
  }
}

function pipelinesAround(node: PipelineNode | undefined): PipelineNode[] {
  return node ? [node, ...pipelinesAround(node.parent)] : [];
}
