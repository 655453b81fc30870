import type { Findings } from './findings.ts';
import type { StepOutput } from './graph.ts';
import type { CommandNode, PipelineNode } from './nodes.ts';
import { suggestion } from './suggestion.ts';

/** The step that writes an output, wherever it stands inside pipelines. */
interface Writer {
  step: CommandNode;
  output: string;
}

/** Name that Azure ML gives to the artifacts of a step (`outputs/`, `logs/`); no component has to declare it. */
const artifacts = 'artifacts';

/** The names of the outputs of a node. */
export function outputNames(node: CommandNode | PipelineNode): readonly string[] {
  if (!node.component) return [...node.outputs.keys()];
  return [...node.component.outputs.keys(), ...(node.outputs.has(artifacts) ? [artifacts] : [])];
}

/** The step that writes an output of a node; undefined for an output that no job inside the node is bound to. */
export function writerOf(node: CommandNode | PipelineNode, output: string): Writer | undefined {
  if (node.kind === 'command') return { step: node, output };
  for (const child of node.children.values()) {
    if (child.kind === 'refused') continue;
    for (const [name, { to }] of child.outputs) if (to?.name === output) return writerOf(child, name);
  }
  return undefined;
}

/** Form and place of a step's output: the component says the form, the outermost pipeline it is bound to the place. */
export function stepOutput(node: CommandNode, output: string): StepOutput {
  const { form = 'folder', path } = settingsOf(node, output);
  return { form, ...(path && { at: path }) };
}

function settingsOf(
  node: CommandNode | PipelineNode,
  output: string,
): Partial<Pick<StepOutput, 'form'>> & { path?: StepOutput['at'] & object } {
  const own = node.outputs.get(output);
  const outer = own?.to && node.parent ? settingsOf(node.parent, own.to.name) : {};
  const form = node.component?.outputs.get(output)?.form ?? own?.form ?? outer.form;
  const path = own?.path ?? outer.path;
  return { ...(form && { form }), ...(path && { path }) };
}

/** Reports outputs that the component of a node does not have, and bindings that lead nowhere or twice to one place. */
export function checkOutputs(pipeline: PipelineNode, findings: Findings) {
  const known = outputNames(pipeline);
  const writers = new Map<string, string>();
  for (const child of pipeline.children.values()) {
    if (child.kind === 'refused') continue;
    const declared = outputNames(child);
    for (const [name, { at, where, to }] of child.outputs) {
      if (!declared.includes(name)) {
        findings.problem(at, where, `${child.component?.label} has no output ${name}${suggestion(name, declared)}`);
      }
      if (!to) continue;
      if (!known.includes(to.name)) {
        findings.problem(at, where, `the pipeline has no output ${to.name}${suggestion(to.name, known)}`);
      }
      const other = writers.get(to.name);
      if (other)
        findings.problem(
          at,
          where,
          `${other} writes \${{parent.outputs.${to.name}}} as well; an output has one writer`,
        );
      writers.set(to.name, where);
    }
  }
}
