import { closest } from '../closest.ts';
import { type Correction, type Problem, type ProblemCode, UserError } from '../errors.ts';
import { visible } from '../visible.ts';
import { checkValue } from './parameter-value.ts';
import type { ParameterAssignments, PipelineParameter, RunParameter } from './types.ts';

/** More names than this are counted, not listed. */
const longestList = 20;

/** One thing wrong with an assignment; `fix` is the piece of a line that would be right. */
interface Finding {
  code: ProblemCode;
  message: string;
  corrections?: readonly Correction[];
}

function listed(names: readonly string[]): string {
  const more = names.length - longestList;
  return names.slice(0, longestList).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function described({ name, type, default: standard }: PipelineParameter): string {
  return `${name} (${type}${standard === undefined ? '' : `, default ${visible(standard, 40)}`})`;
}

/** `key=value` to copy, where the value needs no quotes; else the key alone. */
function piece(name: string, value: string): string {
  return /^[\w.,:/@+%~-]{1,100}$/.test(value) ? `${name}=${value}` : `${name}=`;
}

/** `key=` with something that its type takes, or the name of the type. */
function sample({ name, type, enum: members }: PipelineParameter): string {
  return `${name}=${members?.[0] ?? `<${type}>`}`;
}

function unknownParameter(
  parameters: readonly PipelineParameter[],
  name: string,
  value: string,
  pipeline: string,
): Finding {
  const names = parameters.map((parameter) => parameter.name);
  const near = closest(name, names);
  const meant = parameters.find((parameter) => parameter.name === near);
  const message = `${visible(pipeline, 60)} has no parameter "${visible(name, 60)}".`;
  if (meant) {
    return {
      code: 'unknown-parameter',
      message: `${message} Closest: ${described(meant)}.`,
      corrections: [{ word: name, right: piece(meant.name, value) }],
    };
  }
  return { code: 'unknown-parameter', message: `${message} It has ${names.length === 0 ? 'none' : listed(names)}.` };
}

function unknownParameters(
  parameters: readonly PipelineParameter[],
  unknown: readonly (readonly [string, string])[],
  pipeline: string,
): Finding[] {
  const findings = unknown
    .slice(0, longestList)
    .map(([name, value]) => unknownParameter(parameters, name, value, pipeline));
  const more = unknown.length - findings.length;
  if (more > 0) findings.push({ code: 'unknown-parameter', message: `${more} other names are unknown too.` });
  return findings;
}

function missingParameters(missing: readonly PipelineParameter[]): Finding {
  const corrections = missing.slice(0, longestList).map((parameter) => ({ right: sample(parameter) }));
  return { code: 'missing-parameter', message: `Missing: ${listed(missing.map(described))}.`, corrections };
}

function refuse(findings: readonly [Finding, ...Finding[]]): UserError {
  const [{ code, message }] = findings;
  const problem: Problem = { code, message };
  if (findings.length > 1) problem.details = findings.map((finding) => finding.message);
  const corrections = findings.flatMap((finding) => finding.corrections ?? []);
  if (corrections.length > 0) {
    problem.corrections = corrections;
    problem.fix = corrections.map(({ right }) => right).join(' ');
  }
  return new UserError(problem);
}

/** The default in the spelling that a given value would have, so that the two compare. */
function standardOf(parameter: PipelineParameter): string | undefined {
  if (parameter.default === undefined) return undefined;
  const checked = checkValue(parameter, parameter.default);
  return 'value' in checked ? checked.value : parameter.default;
}

/**
 * The values one run of a pipeline uses: what was given, else the default; an optional parameter may stay away. Every
 * unknown name (`unknown-parameter`), value of a wrong type or out of range (`bad-value`) and missing parameter
 * (`missing-parameter`) is reported at once; `fix` holds the pieces of a line that would be right.
 */
export function assignParameters(
  parameters: readonly PipelineParameter[],
  given: ParameterAssignments,
  pipeline: string,
): readonly RunParameter[] {
  const values = new Map(Object.entries(given));
  const known = new Set(parameters.map(({ name }) => name));
  const findings = unknownParameters(
    parameters,
    [...values].filter(([name]) => !known.has(name)),
    pipeline,
  );
  const assigned: RunParameter[] = [];
  const missing: PipelineParameter[] = [];
  for (const parameter of parameters) {
    const { name } = parameter;
    const text = values.get(name);
    const standard = standardOf(parameter);
    const checked = text === undefined ? undefined : checkValue(parameter, text);
    if (checked && 'problem' in checked) {
      const { problem, instead } = checked;
      findings.push({
        code: 'bad-value',
        message: problem,
        corrections: [{ word: name, right: instead === undefined ? sample(parameter) : piece(name, instead) }],
      });
      continue;
    }
    const value = checked?.value ?? standard;
    if (value !== undefined) assigned.push({ name, value, ...(standard !== undefined && { default: standard }) });
    else if (!parameter.optional) missing.push(parameter);
  }
  if (missing.length > 0) findings.push(missingParameters(missing));
  const [first, ...others] = findings;
  if (first) throw refuse([first, ...others]);
  return assigned;
}
