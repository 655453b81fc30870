import type { FormField } from '../cards/form.ts';
import { checkValue } from '../pipelines/parameter-value.ts';
import type { PipelineParameter } from '../pipelines/types.ts';
import { isSecretName } from '../secret-patterns.ts';
import { visible } from '../visible.ts';

/** What values there are before anybody fills in a form, by the name of the parameter. */
export interface Beforehand {
  /** What the line says already. */
  given: ReadonlyMap<string, string>;
  /** What the run used that is to be repeated. */
  earlier: ReadonlyMap<string, string>;
}

/** The fields that ask for these parameters, in their order. What is secret by its name is never shown in one. */
export function formFields(parameters: readonly PipelineParameter[], before: Beforehand): readonly FormField[] {
  return parameters.map((parameter) => fieldOf(parameter, before));
}

/** What a run uses where its line does not say otherwise, spelled as the service spells it. */
export function standingValue(parameter: PipelineParameter, { earlier }: Beforehand): string | undefined {
  const value = earlier.get(parameter.name) ?? parameter.default;
  return value === undefined ? undefined : (checkedValue(parameter, value) ?? value);
}

/** What stands in the field at first; undefined for an empty field. */
export function shownValue(parameter: PipelineParameter, before: Beforehand): string | undefined {
  if (isSecretName(parameter.name)) return undefined;
  const value = before.given.get(parameter.name) ?? standingValue(parameter, before);
  const checked = value === undefined ? undefined : checkedValue(parameter, value);
  if (checked === undefined || checked === '') return undefined;
  return isSwitch(parameter) ? checked.toLowerCase() : checked;
}

function fieldOf(parameter: PipelineParameter, before: Beforehand): FormField {
  const { name, optional } = parameter;
  const isSet = before.given.has(name) || standingValue(parameter, before) !== undefined;
  const hint = hintOf(parameter, isSet);
  const value = shownValue(parameter, before);
  return {
    name,
    label: name,
    ...(hint !== '' && { hint }),
    isRequired: !isSet && !optional,
    ...(value !== undefined && { value }),
    ...kindOf(parameter),
  };
}

type Kind<Field> = Field extends FormField
  ? Pick<Field, Extract<keyof Field, 'kind' | 'isWhole' | 'least' | 'most' | 'choices'>>
  : never;

function kindOf(parameter: PipelineParameter): Kind<FormField> {
  const { type, enum: choices, min, max } = parameter;
  if (choices) return { kind: 'choice', choices };
  switch (type) {
    case 'string':
      return { kind: 'text' };
    case 'boolean':
      return { kind: 'choice', choices: ['true', 'false'] };
    case 'integer':
    case 'number': {
      const range = { ...(min !== undefined && { least: min }), ...(max !== undefined && { most: max }) };
      return { kind: 'number', isWhole: type === 'integer', ...range };
    }
    default:
      return type satisfies never;
  }
}

/** What it is for, what it takes, and what an empty field means; a menu shows what it takes, and is not emptied. */
function hintOf(parameter: PipelineParameter, isSet: boolean): string {
  const { name, description, default: standard = '' } = parameter;
  const secret = isSecretName(name) ? [`never shown${isSet ? '; empty keeps what is set' : ''}`] : undefined;
  const empty = standard === '' || kindOf(parameter).kind === 'choice' ? [] : [`empty means ${visible(standard, 60)}`];
  return [description, rangeWords(parameter), ...(secret ?? empty)].filter((words) => words !== undefined).join(' · ');
}

function rangeWords({ type, enum: choices, min, max }: PipelineParameter): string | undefined {
  if (choices || (type !== 'integer' && type !== 'number')) return undefined;
  const what = type === 'integer' ? 'a whole number' : 'a number';
  if (min !== undefined && max !== undefined) return `${what} from ${min} to ${max}`;
  if (min !== undefined) return `${what} from ${min}`;
  return max === undefined ? what : `${what} up to ${max}`;
}

function isSwitch({ type, enum: choices }: PipelineParameter): boolean {
  return type === 'boolean' && !choices;
}

function checkedValue(parameter: PipelineParameter, text: string): string | undefined {
  const checked = checkValue(parameter, text);
  return 'value' in checked ? checked.value : undefined;
}
