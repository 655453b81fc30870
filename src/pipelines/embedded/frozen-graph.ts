import type { GraphStep, LocalContent, PipelineGraph, StepInput } from '../definition/graph.ts';
import type { Snapshot } from './snapshot.ts';

/** A graph whose code and data are kept under digests: it means the same for ever. */
export type FrozenGraph = PipelineGraph<Snapshot>;
export type FrozenStep = GraphStep<Snapshot>;

/**
 * Keeps every file and folder a graph names and puts the snapshots in their place. `keep` is called once per path and
 * use.
 */
export async function freezeGraph(
  graph: PipelineGraph,
  keep: (path: string, use: 'code' | 'data') => Promise<Snapshot>,
): Promise<FrozenGraph> {
  const kept = new Map<string, Promise<Snapshot>>();
  function keepOnce(path: string, use: 'code' | 'data'): Promise<Snapshot> {
    const key = `${use} ${path}`;
    const snapshot = kept.get(key) ?? keep(path, use);
    kept.set(key, snapshot);
    return snapshot;
  }

  async function freezeInput(input: StepInput<LocalContent>): Promise<StepInput<Snapshot>> {
    return input.kind === 'content' ? { ...input, content: await keepOnce(input.content.path, 'data') } : input;
  }

  async function freezeStep({ code, inputs, ...step }: GraphStep<LocalContent>): Promise<FrozenStep> {
    const frozen = Object.entries(inputs).map(async ([name, input]) => [name, await freezeInput(input)] as const);
    return {
      ...step,
      ...(code && { code: await keepOnce(code.path, 'code') }),
      inputs: Object.fromEntries(await Promise.all(frozen)),
    };
  }

  return { ...graph, steps: await Promise.all(graph.steps.map(freezeStep)) };
}
