/** What a YAML scalar stands for. Dates and the exotic numbers of YAML 1.1 are `string`: they keep their text. */
export type ScalarType = 'string' | 'integer' | 'number' | 'boolean' | 'null';

const nulls = /^(?:~|null|Null|NULL|)$/;
const truths = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const falsehoods = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const integer = /^[-+]?(?:0|[1-9]\d*)$/;
const decimal = /^[-+]?(?:\d+\.\d*|\.\d+)(?:[eE][-+]\d+)?$/;

/**
 * The type of an unquoted scalar by the rules of YAML 1.1 as PyYAML reads them, because Azure's own command line
 * does: `yes` and `off` are booleans, `y` is not, and `1e-3` (no point, so no number) is a string. Numbers in other
 * notations (`0x1F`, `017`, `1_000`, `12:30`) are strings too, so that a step sees what the author wrote.
 */
export function plainScalarType(text: string): ScalarType {
  if (nulls.test(text)) return 'null';
  if (truths.test(text) || falsehoods.test(text)) return 'boolean';
  if (integer.test(text)) return 'integer';
  return decimal.test(text) ? 'number' : 'string';
}

/** How a boolean reaches a command: `True` or `False`, as Python prints it. */
export function booleanText(text: string): string {
  return truths.test(text) ? 'True' : 'False';
}
