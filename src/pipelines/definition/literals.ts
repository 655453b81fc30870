import { isDecimalText, isIntegerText } from '../number-text.ts';
import type { ParameterType } from '../types.ts';
import { suggestion } from './suggestion.ts';

/** What a component or pipeline asks of a value: its type and bounds. Absent bounds allow everything. */
interface LiteralRule {
  type: ParameterType;
  enum?: readonly string[];
  min?: number;
  max?: number;
}

/** Why a text is no value by a rule, in words that follow the text (`is not a number`); undefined when it is one. */
export function literalProblem(text: string, rule: LiteralRule): string | undefined {
  const numeric = rule.type === 'integer' || rule.type === 'number';
  if (rule.type === 'integer' && !isIntegerText(text)) return 'is not an integer';
  if (numeric && !(isDecimalText(text) && Number.isFinite(Number(text)))) return 'is not a number';
  if (rule.type === 'boolean' && !/^(?:true|false)$/i.test(text)) return 'is not true or false';
  if (numeric && rule.min !== undefined && Number(text) < rule.min)
    return `is less than ${rule.min}, the least allowed`;
  if (numeric && rule.max !== undefined && Number(text) > rule.max) return `is more than ${rule.max}, the most allowed`;
  if (!rule.enum || rule.enum.some((each) => sameLiteral(each, text, rule.type))) return undefined;
  return `is not one of the values allowed${suggestion(text, rule.enum)}`;
}

/** True when two texts are one value of a type: `0.10` and `0.1` as numbers, `true` and `True` as booleans. */
export function sameLiteral(a: string, b: string, type: ParameterType): boolean {
  if (a === b) return true;
  if (type === 'boolean') return a.toLowerCase() === b.toLowerCase();
  return type !== 'string' && Number(a) === Number(b);
}
