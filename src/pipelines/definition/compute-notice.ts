import type { Bindings } from './bindings.ts';
import { readReference } from './expressions.ts';
import { within } from './fields.ts';
import { excerpt } from './findings.ts';
import type { Node, PipelineNode } from './nodes.ts';
import type { PipelineInput } from './pipeline-inputs.ts';
import type { Reading } from './reading.ts';
import type { WrittenScalar } from './written.ts';

/** A compute as a job or node names it, and the pipeline whose inputs it may refer to. */
interface NamedCompute {
  compute: WrittenScalar;
  where: string;
  pipeline: PipelineNode;
}

/** Says once which computes of the definition are this machine; a compute may be bound to an input. */
export function noticeComputes(
  root: PipelineNode,
  ofJob: readonly (WrittenScalar | undefined)[],
  jobInputs: ReadonlyMap<string, PipelineInput>,
  bindings: Bindings,
  { findings }: Reading,
) {
  const own = ofJob.flatMap((compute) => (compute ? [{ compute, where: 'compute', pipeline: root }] : []));
  const names = [...own, ...computesIn(root)].flatMap(({ compute, where, pipeline }) => {
    const to = readReference(compute.text);
    if (!to) return [compute.text];
    if (to.kind === 'unknown') {
      findings.problem(compute.at, where, `${excerpt(compute.text)} ${to.words}`);
      return [];
    }
    const source = bindings.follow(to, pipeline, { at: compute.at, where });
    if (source.kind === 'literal') return [source.text];
    const input = source.kind === 'parameter' ? jobInputs.get(source.parameter) : undefined;
    return input?.kind === 'value' && input.value.default !== undefined ? [input.value.default] : [];
  });
  const others = new Set(names.map(shortName).filter((name) => name !== 'local'));
  if (others.size > 0) findings.notice(`compute ${[...others].join(', ')} → this machine`);
}

function computesIn(pipeline: PipelineNode): NamedCompute[] {
  return [...pipeline.children.values()].flatMap((node: Node) => {
    if (node.kind === 'refused') return [];
    const { compute, place } = node;
    const own = compute ? [{ compute, where: within(place.where, 'compute'), pipeline }] : [];
    return node.kind === 'pipeline' ? [...own, ...computesIn(node)] : own;
  });
}

/** `azureml:cpu-cluster` and `…/computes/cpu-cluster` are both `cpu-cluster`. */
function shortName(compute: string): string {
  return (
    compute
      .replace(/^azureml:/, '')
      .split('/')
      .at(-1) ?? compute
  );
}
