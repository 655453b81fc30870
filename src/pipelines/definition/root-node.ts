import type { Node, PipelineNode } from './nodes.ts';
import type { NodeReader } from './read-nodes.ts';
import type { Place } from './reading.ts';
import { shapes } from './shapes.ts';
import type { Written, WrittenMap } from './written.ts';

/** The parts of a job file that its nodes are made from. */
interface JobParts {
  map: WrittenMap;
  kind: 'pipeline' | 'command';
  component?: Written;
  jobs?: WrittenMap;
  /** The name of the step of a command job. */
  stepName: string;
}

/**
 * The nodes of a job. A command job, and a pipeline job made of one `component`, are pipelines with one node whose
 * inputs are bound to the inputs of the job that have the same names.
 */
export function rootNodes(
  { map, kind, component, jobs, stepName }: JobParts,
  root: PipelineNode,
  inputNames: readonly string[],
  { readJobs, readNode }: NodeReader,
): ReadonlyMap<string, Node> {
  const place: Place = root.place;
  if (kind === 'pipeline' && !component) return jobs ? readJobs(jobs, root, place) : new Map();
  const inputs = boundTo('inputs', inputNames, map);
  if (!component) {
    const own = [...map.entries].filter(
      ([key]) => Object.hasOwn(shapes.node, key) && key !== 'inputs' && key !== 'component',
    );
    return new Map([[stepName, readNode(mapOf([...own, ['inputs', inputs]], map), stepName, root, place)]]);
  }
  const outputs = boundTo('outputs', [...root.outputs.keys()], map);
  const written = mapOf(
    [
      ['component', component],
      ['inputs', inputs],
      ['outputs', outputs],
    ],
    map,
  );
  const node = readNode(written, '', root, place);
  return new Map([[stepName, node.kind === 'command' ? { ...node, name: stepName } : node]]);
}

function boundTo(side: 'inputs' | 'outputs', names: readonly string[], map: WrittenMap): WrittenMap {
  const own = map.entries.get(side);
  const bound = names.map((name): [string, Written] => {
    const at = (own?.kind === 'map' ? own.entries.get(name)?.at : undefined) ?? map.at;
    const text = `\${{parent.${side}.${name}}}`;
    return [name, { kind: 'scalar', type: 'string', text, source: text, sourceLine: at.line, at, size: 1 }];
  });
  return mapOf(bound, own ?? map);
}

function mapOf(entries: readonly [string, Written][], { at }: Written): WrittenMap {
  return { kind: 'map', entries: new Map(entries), at, size: entries.length + 1 };
}
