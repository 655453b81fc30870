import { type BoundInput, type DataSource, readBoundInput } from './bound-input.ts';
import { createComponentRules } from './component-rules.ts';
import type { Reference } from './expressions.ts';
import { within } from './fields.ts';
import type { Position } from './graph.ts';
import { type CommandNode, inputNames, type PipelineNode } from './nodes.ts';
import type { ParameterUse } from './parameters.ts';
import type { PipelineInput } from './pipeline-inputs.ts';
import type { Reading } from './reading.ts';
import { outputNames, writerOf } from './step-outputs.ts';
import { suggestion } from './suggestion.ts';

/** Where a value comes from, followed through all pipelines; `unknown` was reported. `mode` is Azure's delivery mode. */
export type Source =
  | { kind: 'literal'; text: string; origin: Spot }
  | { kind: 'parameter'; parameter: string }
  | { kind: 'output'; step: string; output: string; mode?: string }
  | (DataSource & { mode?: string })
  | { kind: 'absent' }
  | { kind: 'unknown' };

/** A place in a file and its dotted name there. */
export interface Spot {
  at: Position;
  where: string;
}

/** Follows the bindings of one definition. Whatever leads nowhere is reported once and is `unknown`. */
export interface Bindings {
  inputOf(node: CommandNode | PipelineNode, name: string): Source;
  /** What an expression refers to that is written in one of the jobs of `pipeline`. */
  follow(to: Reference, pipeline: PipelineNode, spot: Spot): Source;
  /** The component inputs that a parameter reaches. */
  usesOf(parameter: string): readonly ParameterUse[];
  /** True when a job inside the pipeline refers to this input of it. */
  isUsed(pipeline: PipelineNode, input: string): boolean;
}

const unknown: Source = { kind: 'unknown' };

export function createBindings(jobInputs: ReadonlyMap<string, PipelineInput>, reading: Reading): Bindings {
  const { findings } = reading;
  const sources = new Map<CommandNode | PipelineNode, Map<string, Source | 'being followed'>>();
  const components = createComponentRules(findings);
  const used = new Map<PipelineNode, Set<string>>();
  return {
    inputOf,
    follow,
    usesOf: components.usesOf,
    isUsed: (pipeline, input) => used.get(pipeline)?.has(input) ?? false,
  };

  function inputOf(node: CommandNode | PipelineNode, name: string): Source {
    const known = sources.get(node) ?? new Map<string, Source | 'being followed'>();
    sources.set(node, known);
    const earlier = known.get(name);
    if (earlier === 'being followed')
      return report(spotOf(node, name), 'is bound to itself in the end; give it a value');
    if (earlier) return earlier;
    known.set(name, 'being followed');
    const source = components.hold(node, name, given(node, name), spotOf(node, name));
    known.set(name, source);
    return source;
  }

  function spotOf({ inputs, at, place }: CommandNode | PipelineNode, name: string): Spot {
    return { at: inputs.get(name)?.at ?? at, where: within(within(place.where, 'inputs'), name) };
  }

  function given(node: CommandNode | PipelineNode, name: string): Source {
    const written = node.inputs.get(name);
    const spot = spotOf(node, name);
    const expected = node.component?.inputs.get(name)?.type === 'data' ? 'data' : 'any';
    if (!written) return { kind: 'absent' };
    const bound = readBoundInput(written, expected, { ...node.place, where: spot.where }, reading);
    return sourceOf(bound, node, spot);
  }

  function sourceOf(bound: BoundInput, { parent, component }: CommandNode | PipelineNode, spot: Spot): Source {
    switch (bound.kind) {
      case 'literal':
        return { kind: 'literal', text: bound.scalar.text, origin: spot };
      case 'data':
        return { ...bound.source, ...(bound.mode && { mode: bound.mode }) };
      case 'reference': {
        const source = parent ? follow(bound.to, parent, spot) : unknown;
        return bound.mode ? withMode(source, bound.mode) : source;
      }
      case 'declared': {
        const { default: text, optional } = bound.declaration;
        if (text !== undefined) return { kind: 'literal', text, origin: spot };
        return optional || component ? { kind: 'absent' } : report(spot, 'has no value and no path');
      }
      case 'nothing':
        return component ? { kind: 'absent' } : report(spot, 'has no value');
      case 'unreadable':
        return unknown;
      default:
        return bound satisfies never;
    }
  }

  function follow(to: Reference, pipeline: PipelineNode, spot: Spot): Source {
    switch (to.kind) {
      case 'parent-input':
        return pipelineInput(to.name, pipeline, spot);
      case 'parent-output':
        return report(
          spot,
          `\${{parent.outputs.${to.name}}} cannot be read inside its pipeline; read the output of the job that writes it`,
        );
      case 'job-input':
      case 'job-output':
        return ofJob(to, pipeline, spot);
      default:
        return to satisfies never;
    }
  }

  function pipelineInput(name: string, pipeline: PipelineNode, spot: Spot): Source {
    used.set(pipeline, (used.get(pipeline) ?? new Set()).add(name));
    const names = pipeline.parent ? inputNames(pipeline) : [...jobInputs.keys()];
    if (!names.includes(name)) return report(spot, `the pipeline has no input ${name}${suggestion(name, names)}`);
    if (pipeline.parent) return inputOf(pipeline, name);
    const input = jobInputs.get(name);
    switch (input?.kind) {
      case 'value':
        return { kind: 'parameter', parameter: name };
      case 'data':
        return { ...input.source, ...(input.mode && { mode: input.mode }) };
      case 'absent':
        return { kind: 'absent' };
      default:
        return unknown;
    }
  }

  function ofJob({ kind, job, name }: Extract<Reference, { job: string }>, pipeline: PipelineNode, spot: Spot): Source {
    const node = pipeline.children.get(job);
    if (!node) return report(spot, `there is no job ${job}${suggestion(job, [...pipeline.children.keys()])}`);
    if (node.kind === 'refused') return unknown;
    const names = kind === 'job-input' ? inputNames(node) : outputNames(node);
    const port = kind === 'job-input' ? 'input' : 'output';
    if (!names.includes(name)) return report(spot, `the job ${job} has no ${port} ${name}${suggestion(name, names)}`);
    if (kind === 'job-input') return inputOf(node, name);
    const writer = writerOf(node, name);
    if (!writer)
      return report(spot, `no job inside ${job} writes its output ${name}; bind one to \${{parent.outputs.${name}}}`);
    return { kind: 'output', step: writer.step.name, output: writer.output };
  }

  function report({ at, where }: Spot, words: string): Source {
    findings.problem(at, where, words);
    return unknown;
  }
}

/** The mode written at the place of use wins over the one written where the data is named. */
function withMode(source: Source, mode: string): Source {
  if (source.kind === 'output' || source.kind === 'content' || source.kind === 'datastore') return { ...source, mode };
  return source;
}
