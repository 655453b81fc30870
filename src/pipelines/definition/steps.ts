import type { Bindings, Source } from './bindings.ts';
import { tokenizeCommand } from './command-tokens.ts';
import { within } from './fields.ts';
import { excerpt, type Findings } from './findings.ts';
import type { GraphStep, InputDelivery, LocalContent, StepInput } from './graph.ts';
import { type CommandNode, inputNames, type PipelineNode } from './nodes.ts';
import { checkOutputs, outputNames, stepOutput } from './step-outputs.ts';
import { suggestion } from './suggestion.ts';
import { placeOfMark } from './written.ts';

/** The steps of a pipeline and of all pipelines in it, in the order they are written, with their inputs bound. */
export function graphSteps(pipeline: PipelineNode, bindings: Bindings, findings: Findings): GraphStep<LocalContent>[] {
  checkOutputs(pipeline, findings);
  return [...pipeline.children.values()].flatMap((node) => {
    if (node.kind === 'refused') return [];
    noteUndeclared(node, findings);
    if (node.kind === 'command') return [graphStep(node, bindings, findings)];
    const waited = inputNames(node).map((name) => [name, bindings.inputOf(node, name)] as const);
    const steps = graphSteps(node, bindings, findings);
    const order = waited.flatMap(([name, source]) => (bindings.isUsed(node, name) ? [] : neededStep(source)));
    return steps.map((step) => ({ ...step, needs: [...new Set([...step.needs, ...order])] }));
  });
}

function graphStep(node: CommandNode, bindings: Bindings, findings: Findings): GraphStep<LocalContent> {
  const { name, at, body } = node;
  const sources = inputNames(node).map((input) => [input, bindings.inputOf(node, input)] as const);
  // An input that the component does not declare carries no value, but still says what comes first.
  const undeclared = undeclaredNames(node).map((input) => bindings.inputOf(node, input));
  const inputs = sources.map(([input, source]) => [input, stepInput(source, node.component?.inputs.get(input)?.mode)]);
  const { command, code, settings } = body;
  checkNeededInputs(node, sources, findings);
  return {
    name,
    command: command.text,
    ...(code && { code }),
    ...settings,
    inputs: Object.fromEntries(inputs),
    outputs: Object.fromEntries(outputNames(node).map((output) => [output, stepOutput(node, output)])),
    needs: [...new Set([...sources.map(([, source]) => source), ...undeclared].flatMap(neededStep))],
    position: at,
    commandPosition: command.at,
  };
}

/** What stands outside `$[[ … ]]` cannot be left out of a command, so its input needs a value. */
function checkNeededInputs(
  { at, place, body: { command } }: CommandNode,
  sources: readonly (readonly [string, Source])[],
  findings: Findings,
) {
  const absent = new Set(sources.flatMap(([name, { kind }]) => (kind === 'absent' ? [name] : [])));
  for (const token of tokenizeCommand(command.text)) {
    if (token.kind !== 'input' || !absent.has(token.name)) continue;
    const { file, line } = placeOfMark(command, '${{', token.at);
    const words = `gives no value to ${token.name}, which the command needs: it stands outside $[[ … ]] (${file}:${line})`;
    findings.problem(at, place.where, words);
  }
}

function stepInput(source: Source, declaredMode: string | undefined): StepInput<LocalContent> {
  switch (source.kind) {
    case 'literal':
      return { kind: 'literal', text: source.text };
    case 'parameter':
    case 'absent':
      return source;
    case 'output': {
      const { step, output, mode } = source;
      return { kind: 'output', step, output, delivery: deliveryOf(mode ?? declaredMode) };
    }
    case 'content':
      return { kind: 'content', content: source.content, delivery: deliveryOf(source.mode ?? declaredMode) };
    case 'datastore':
      return { kind: 'datastore', at: source.at, delivery: deliveryOf(source.mode ?? declaredMode) };
    case 'unknown':
      return { kind: 'absent' };
    default:
      return source satisfies never;
  }
}

function deliveryOf(mode: string | undefined): InputDelivery {
  return mode === 'download' || mode === 'eval_download' ? 'copy' : 'link';
}

function neededStep(source: Source): string[] {
  return source.kind === 'output' ? [source.step] : [];
}

function undeclaredNames({ component, inputs }: CommandNode | PipelineNode): string[] {
  return component ? [...inputs.keys()].filter((name) => !component.inputs.has(name)) : [];
}

/** Azure's own client lets such inputs pass, and public examples have them, so they are no reason to refuse. */
function noteUndeclared(node: CommandNode | PipelineNode, findings: Findings) {
  for (const name of undeclaredNames(node)) {
    const where = within(within(node.place.where, 'inputs'), name);
    const hint = suggestion(name, [...(node.component?.inputs.keys() ?? [])]);
    const words = `${where}: ${node.component?.label} has no input ${excerpt(name)}, so it was ignored${hint}`;
    findings.noticeAt(node.inputs.get(name)?.at ?? node.at, words);
  }
}
