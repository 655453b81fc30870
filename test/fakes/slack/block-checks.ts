import type { BlockRule } from './block-rules.ts';
import { isObject, type JsonObject } from './json.ts';

/** Where faults are written down. */
export interface Report {
  readonly faults: string[];
  fault(rule: BlockRule, at: string, words: string): void;
  /** The most that a rule allows. */
  most(rule: BlockRule): number;
}

/** Looks at the value at a JSON pointer, and reports what is wrong with it. */
export type Check = (value: unknown, at: string, report: Report) => void;

export function createReport(rules: Readonly<Record<BlockRule, { most?: number; source: string }>>): Report {
  const faults: string[] = [];
  return {
    faults,
    fault: (rule, at, words) => faults.push(`${words} (${rule}) [json-pointer:${at}]`),
    most: (rule) => rules[rule].most ?? Number.POSITIVE_INFINITY,
  };
}

/** A text of at least one character that is not a space, and at most what the rule allows. */
export function text(rule: BlockRule, allows?: Check): Check {
  return (value, at, report) => {
    if (typeof value !== 'string') return report.fault('right-kind', at, 'must be a text');
    if (value.trim() === '') report.fault('not-empty', at, 'must be more than 0 characters');
    checkString(value, rule, at, report);
    allows?.(value, at, report);
  };
}

/** A text of which spaces alone are something to read, such as a piece of a line. */
export function piece(rule: BlockRule): Check {
  return (value, at, report) => {
    if (typeof value !== 'string') return report.fault('right-kind', at, 'must be a text');
    if (value === '') report.fault('not-empty', at, 'must be more than 0 characters');
    checkString(value, rule, at, report);
  };
}

function checkString(value: string, rule: BlockRule, at: string, report: Report): void {
  const most = report.most(rule);
  if (value.length > most) report.fault(rule, at, `must be less than ${most + 1} characters`);
  if (!value.isWellFormed()) report.fault('well-formed', at, 'must be well-formed Unicode');
}

/** One of these texts or numbers. */
export function choice(...choices: readonly (string | number)[]): Check {
  return (value, at, report) => {
    if (!choices.some((each) => each === value))
      report.fault('known-choice', at, `must be one of ${choices.join(', ')}`);
  };
}

export const flag: Check = (value, at, report) => {
  if (typeof value !== 'boolean') report.fault('right-kind', at, 'must be true or false');
};

/** A whole number from 0 to what the rule allows. */
export function count(rule: BlockRule): Check {
  return (value, at, report) => {
    if (typeof value !== 'number') return report.fault('right-kind', at, 'must be a number');
    if (!Number.isInteger(value) || value < 0 || value > report.most(rule))
      report.fault(rule, at, `must be a whole number from 0 to ${report.most(rule)}`);
  };
}

/** A list of at least one and at most what the rule allows. */
export function list(rule: BlockRule, item: Check): Check {
  return (value, at, report) => {
    if (!Array.isArray(value)) return report.fault('right-kind', at, 'must be a list');
    if (value.length === 0) report.fault('not-empty', at, 'no fewer than 1 item allowed');
    const most = report.most(rule);
    if (value.length > most) report.fault(rule, at, `no more than ${most} items allowed`);
    value.forEach((each: unknown, index) => {
      item(each, `${at}/${index}`, report);
    });
  };
}

type Fields = Readonly<Record<string, Check>>;

/** An object with all of these keys, perhaps some of those, and no others. */
export function shape(
  required: Fields,
  optional: Fields = {},
  also?: (value: JsonObject, at: string, report: Report) => void,
): Check {
  return (value, at, report) => {
    if (!isObject(value)) return report.fault('right-kind', at, 'must be an object');
    for (const key of Object.keys(required))
      if (value[key] === undefined) report.fault('required-key', at, `missing required field: ${key}`);
    for (const [key, inner] of Object.entries(value)) {
      const check = Object.hasOwn(required, key)
        ? required[key]
        : Object.hasOwn(optional, key)
          ? optional[key]
          : undefined;
      if (check) check(inner, `${at}/${key}`, report);
      else report.fault('known-key', at, `invalid additional property: ${key}`);
    }
    also?.(value, at, report);
  };
}

/** An object that is one of these, as its `type` says. */
export function oneOf(shapes: Fields): Check {
  return (value, at, report) => {
    if (!isObject(value)) return report.fault('right-kind', at, 'must be an object');
    const type = typeof value.type === 'string' ? value.type : '';
    const check = Object.hasOwn(shapes, type) ? shapes[type] : undefined;
    if (check) check(value, at, report);
    else report.fault('known-type', at, `unsupported type: ${type}`);
  };
}
