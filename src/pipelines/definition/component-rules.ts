import type { ParameterType } from '../types.ts';
import type { Source, Spot } from './bindings.ts';
import type { Declaration } from './declarations.ts';
import { excerpt, type Findings } from './findings.ts';
import { literalProblem } from './literals.ts';
import type { CommandNode, PipelineNode } from './nodes.ts';
import type { ParameterUse } from './parameters.ts';

/** Holds what nodes give to their components against what the components declare. */
interface ComponentRules {
  /**
   * The source of one input of a node: the component's default where nothing is given. Missing values and values the
   * component does not take are reported; data is never held to its declared type, as on Azure.
   */
  hold(node: CommandNode | PipelineNode, name: string, source: Source, spot: Spot): Source;
  /** The component inputs that a parameter reached so far. */
  usesOf(parameter: string): readonly ParameterUse[];
}

export function createComponentRules(findings: Findings): ComponentRules {
  const uses = new Map<string, ParameterUse[]>();
  return { hold, usesOf: (parameter) => uses.get(parameter) ?? [] };

  function hold({ component, place }: CommandNode | PipelineNode, name: string, source: Source, spot: Spot): Source {
    const declaration = component?.inputs.get(name);
    if (!component || !declaration) return source;
    const { label } = component;
    if (source.kind === 'absent')
      return missing(declaration, `${name}, which ${label} needs`, { ...spot, where: place.where });
    const { type } = declaration;
    if (type === 'data') return isValue(source) ? refuseValue(name, label, spot) : source;
    if (source.kind === 'parameter') {
      const known = uses.get(source.parameter) ?? [];
      uses.set(source.parameter, [...known, { declaration: { ...declaration, type }, label, name }]);
    }
    if (source.kind === 'literal') checkLiteral(source, { ...declaration, type }, `${label} declares ${name}`);
    return source;
  }

  function missing({ default: text, optional, at, where }: Declaration, name: string, spot: Spot): Source {
    if (text !== undefined) return { kind: 'literal', text, origin: { at, where } };
    if (optional) return { kind: 'absent' };
    findings.problem(spot.at, spot.where, `gives no value to ${name} (${at.file}:${at.line})`);
    return { kind: 'unknown' };
  }

  function refuseValue(name: string, label: string, { at, where }: Spot): Source {
    const words = `is bound to a plain value, but ${label} declares ${name} as data; write the input as a map with a path`;
    findings.problem(at, where, words);
    return { kind: 'unknown' };
  }

  function checkLiteral(
    { text, origin }: Source & { kind: 'literal' },
    declaration: Declaration & { type: ParameterType },
    source: string,
  ) {
    const problem = literalProblem(text, declaration);
    if (problem) findings.problem(origin.at, origin.where, `${excerpt(text)} ${problem} (${source})`);
  }
}

function isValue({ kind }: Source): boolean {
  return kind === 'literal' || kind === 'parameter';
}
