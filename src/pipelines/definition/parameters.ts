import type { ParameterType, PipelineParameter } from '../types.ts';
import type { Declaration } from './declarations.ts';
import { excerpt, type Findings } from './findings.ts';
import { literalProblem, sameLiteral } from './literals.ts';
import type { PipelineInput, PipelineValue } from './pipeline-inputs.ts';

/** A component input that a parameter is bound to. `label` and `name` say which: `train.yml`, `max_epochs`. */
export interface ParameterUse {
  declaration: Declaration & { type: ParameterType };
  label: string;
  name: string;
}

/**
 * The parameters of a pipeline, in the order written: each input with a value, with everything the components it is
 * bound to ask of it. A default that one of them would refuse is a problem.
 */
export function pipelineParameters(
  inputs: ReadonlyMap<string, PipelineInput>,
  usesOf: (parameter: string) => readonly ParameterUse[],
  findings: Findings,
): PipelineParameter[] {
  return [...inputs].flatMap(([name, input]) =>
    input.kind === 'value' ? [pipelineParameter(name, input.value, usesOf(name), findings)] : [],
  );
}

function pipelineParameter(
  name: string,
  value: PipelineValue,
  uses: readonly ParameterUse[],
  findings: Findings,
): PipelineParameter {
  const declarations = [...(value.declared ? [value.declared] : []), ...uses.map(({ declaration }) => declaration)];
  const optional = value.declared?.optional ?? false;
  const preset = value.default ?? (optional ? firstDefined(uses, ({ declaration }) => declaration.default) : undefined);
  checkUses(value, preset, uses, findings);
  const type = narrowest(declarations.map((each) => each.type)) ?? value.suggested ?? 'string';
  const choices = sharedChoices(declarations, type);
  const least = Math.max(...declarations.flatMap(({ min }) => min ?? []));
  const most = Math.min(...declarations.flatMap(({ max }) => max ?? []));
  const description = firstDefined(declarations, (each) => each.description);
  return {
    name,
    type,
    optional,
    ...(preset !== undefined && { default: preset }),
    ...(choices && { enum: choices }),
    ...(Number.isFinite(least) && { min: least }),
    ...(Number.isFinite(most) && { max: most }),
    ...(description !== undefined && { description }),
  };
}

function checkUses(
  value: PipelineValue,
  preset: string | undefined,
  uses: readonly ParameterUse[],
  findings: Findings,
) {
  const { at, where } = value;
  for (const { declaration, label, name } of uses) {
    const source = `${label} declares ${name}`;
    const problem = preset === undefined ? undefined : literalProblem(preset, declaration);
    if (problem) findings.problem(at, where, `${excerpt(preset ?? '')} ${problem} (${source})`);
    if (preset === undefined && value.declared?.optional && !declaration.optional) {
      findings.problem(at, where, `is optional, but ${label} needs ${name}; give it a default, or remove optional`);
    }
  }
  const types = new Set(uses.map(({ declaration }) => declaration.type));
  if (value.declared) types.add(value.declared.type);
  if (types.has('boolean') && (types.has('integer') || types.has('number'))) {
    findings.problem(
      at,
      where,
      'is bound to an input that takes true or false and to one that takes a number; use two inputs',
    );
  }
}

function narrowest(types: readonly ParameterType[]): ParameterType | undefined {
  const narrowing = ['boolean', 'integer', 'number', 'string'] as const satisfies ParameterType[];
  return narrowing.find((type) => types.includes(type));
}

function sharedChoices(declarations: readonly Declaration[], type: ParameterType): readonly string[] | undefined {
  const [first, ...others] = declarations.flatMap((each) => (each.enum ? [each.enum] : []));
  return first?.filter((text) => others.every((other) => other.some((each) => sameLiteral(each, text, type))));
}

function firstDefined<Item, Value>(items: readonly Item[], pick: (item: Item) => Value | undefined): Value | undefined {
  return items.map(pick).find((value) => value !== undefined);
}
