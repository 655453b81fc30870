import { closest } from '../closest.ts';
import { visible } from '../visible.ts';
import { isDecimalText, isIntegerText } from './number-text.ts';
import type { PipelineParameter } from './types.ts';

/** The value a parameter takes for a text, or why it takes none; `instead` is a value that would do. */
export type CheckedValue = { value: string } | { problem: string; instead?: string };

/** The longest value, in UTF-16 units; what is longer belongs in a data asset. */
const longestValue = 2000;

const decimalComma = /^[+-]?\d+,\d+$/;

const booleans: ReadonlyMap<string, string> = new Map([
  ['true', 'True'],
  ['yes', 'True'],
  ['on', 'True'],
  ['false', 'False'],
  ['no', 'False'],
  ['off', 'False'],
]);

/** Equal but for the case of letters; both ways, so that K (Kelvin) is not k and ſ is not s. */
function sameLetters(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase() && a.toUpperCase() === b.toUpperCase();
}

function checkNumber({ name, type, min, max }: PipelineParameter, text: string): CheckedValue {
  const given = `${name}=${visible(text, 40)}`;
  const number = Number(text);
  if (text === '')
    return { problem: `${name} has no value; it takes ${type === 'integer' ? 'an integer' : 'a number'}.` };
  if (decimalComma.test(text) && type === 'number') {
    const instead = text.replace(',', '.');
    return { problem: `${given} is not a number. Use a dot: ${name}=${visible(instead, 40)}.`, instead };
  }
  if (!isDecimalText(text)) return { problem: `${given} is not a number.` };
  if (!Number.isFinite(number)) return { problem: `${given} is too large for a number.` };
  if (type === 'integer' && !isIntegerText(text)) {
    const problem = `${given} is not a whole number.`;
    return Number.isSafeInteger(number) ? { problem, instead: String(number) } : { problem };
  }
  const [least, most] = [min ?? Number.NEGATIVE_INFINITY, max ?? Number.POSITIVE_INFINITY];
  if (number >= least && number <= most) return { value: text };
  const range =
    min === undefined ? `at most ${max}` : max === undefined ? `at least ${min}` : `between ${min} and ${max}`;
  const problem = `${name} must be ${range} (you gave ${visible(text, 40)}).`;
  return { problem, instead: String(number < least ? min : max) };
}

function checkBoolean({ name }: PipelineParameter, text: string): CheckedValue {
  const value = booleans.get(text.toLowerCase());
  if (value !== undefined) return { value };
  const instead = closest(text, booleans.keys());
  const problem = `${name}=${visible(text, 40)} is not true or false.`;
  return instead === undefined ? { problem } : { problem, instead };
}

function checkEnum({ name, type, enum: declared = [] }: PipelineParameter, value: string): CheckedValue {
  const numeric = type === 'integer' || type === 'number';
  const member =
    declared.find((each) => each === value) ??
    declared.find((each) => sameLetters(each, value) || (numeric && Number(each) === Number(value)));
  if (member !== undefined) return { value: member };
  const near = closest(value, declared);
  const problem = `${name}=${visible(value, 40)} is not one of ${visible(declared.join(', '))}.`;
  return near === undefined ? { problem } : { problem: `${problem} Did you mean ${near}?`, instead: near };
}

function checkType(parameter: PipelineParameter, text: string): CheckedValue {
  switch (parameter.type) {
    case 'string':
      return { value: text };
    case 'integer':
    case 'number':
      return checkNumber(parameter, text);
    case 'boolean':
      return checkBoolean(parameter, text);
    default:
      return parameter.type satisfies never;
  }
}

/**
 * Checks one text against its parameter. Numbers keep the text as typed, booleans become `True` or `False` (as Azure
 * ML writes them), a member of an enumeration its declared spelling.
 */
export function checkValue(parameter: PipelineParameter, text: string): CheckedValue {
  const { name } = parameter;
  if (text.length > longestValue) {
    const [length, most] = [text.length.toLocaleString('en'), longestValue.toLocaleString('en')];
    return { problem: `${name} is ${length} characters long; a value has at most ${most}.` };
  }
  if (text.includes('\0')) return { problem: `${name} holds a NUL character; no command can take one.` };
  if (!text.isWellFormed()) return { problem: `${name} holds half a character (a lone surrogate).` };
  const checked = checkType(parameter, text);
  return 'value' in checked && parameter.enum ? checkEnum(parameter, checked.value) : checked;
}
