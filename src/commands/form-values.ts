import type { FormOutcome } from '../cards/form.ts';
import { UserError } from '../errors.ts';
import { checkValue } from '../pipelines/parameter-value.ts';
import type { PipelineParameter } from '../pipelines/types.ts';
import { visible } from '../visible.ts';
import { shownValue, standingValue } from './form-fields.ts';
import { type FormPlan, planLine } from './form-plan.ts';
import { parseLine } from './line.ts';
import type { VerbIndex } from './shape.ts';

/** What one field means for the line: a value, none, what the line says already, or why it cannot be taken. */
type Meaning = { kind: 'value'; value: string } | { kind: 'none' } | { kind: 'kept' } | { kind: 'wrong'; why: string };

/**
 * The line that a filled-in form stands for, or what is wrong in which field. What a run uses anyway is not written out;
 * an emptied field means that nothing is given.
 */
export function lineOfValues(plan: FormPlan, values: ReadonlyMap<string, string>, index: VerbIndex): FormOutcome {
  const given = new Map(plan.given);
  const problems = new Map<string, string>();
  const known = new Map(plan.parameters.map((parameter) => [parameter.name, parameter]));
  for (const [name, text] of values) {
    const parameter = known.get(name);
    const meaning = parameter ? meaningOf(parameter, text, plan) : unknown(name, text);
    if (meaning.kind === 'wrong') problems.set(name, meaning.why);
    else if (meaning.kind === 'value') given.set(name, meaning.value);
    else if (meaning.kind === 'none') given.delete(name);
  }
  if (problems.size > 0) return { kind: 'wrong', problems: Object.fromEntries(problems) };
  return readable(planLine({ ...plan, given }, index), index);
}

function meaningOf(parameter: PipelineParameter, entered: string, plan: FormPlan): Meaning {
  const { name, type } = parameter;
  // A phone adds a space after a number.
  const text = type === 'string' ? entered : entered.trim();
  if (text === '') return emptied(parameter, plan);
  const checked = checkValue(parameter, text);
  if ('problem' in checked) return { kind: 'wrong', why: withFix(checked) };
  if (checked.value === standingValue(parameter, plan)) return { kind: plan.given.has(name) ? 'none' : 'kept' };
  return { kind: 'value', value: text };
}

function emptied(parameter: PipelineParameter, plan: FormPlan): Meaning {
  const { name, type, optional, default: standard } = parameter;
  const standing = standingValue(parameter, plan);
  const isSet = plan.given.has(name) || standing !== undefined;
  if (isSet && shownValue(parameter, plan) === undefined) return { kind: 'kept' };
  if (standard !== undefined) {
    const checked = checkValue(parameter, standard);
    const value = 'value' in checked ? checked.value : standard;
    return value === standing ? { kind: 'none' } : { kind: 'value', value: standard };
  }
  if (!optional) return { kind: 'wrong', why: `${visible(name, 60)} is needed: it takes ${aValue(type)}.` };
  if (plan.earlier.has(name)) {
    const why = `Run ${plan.target} was given ${visible(name, 60)}, and a repeat cannot leave it out. Give another value.`;
    return { kind: 'wrong', why };
  }
  return { kind: 'none' };
}

function aValue(type: PipelineParameter['type']): string {
  switch (type) {
    case 'string':
      return 'a text';
    case 'integer':
      return 'a whole number';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    default:
      return type satisfies never;
  }
}

function withFix({ problem, instead }: { problem: string; instead?: string }): string {
  const said = problem.split(/[^\w.+-]+/).map((word) => word.replace(/\.$/, ''));
  const isSaid = instead === undefined || said.includes(instead) || problem.endsWith(` ${instead}?`);
  return isSaid ? problem : `${problem} Try ${visible(instead, 60)}.`;
}

/** A form may be sent long after it was opened. */
function unknown(name: string, text: string): Meaning {
  if (text === '') return { kind: 'none' };
  return { kind: 'wrong', why: `${visible(name, 60)} is not taken any more. Empty this field.` };
}

/** Every form has to make a line that can be read; all together may be too much for one. */
function readable(line: string, index: VerbIndex): FormOutcome {
  try {
    parseLine(line, index);
    return { kind: 'line', line };
  } catch (error) {
    if (error instanceof UserError) return { kind: 'wrong', problems: { '': error.problem.message } };
    throw error;
  }
}
