import type { ParameterType } from '../types.ts';
import { checkWord } from './check-word.ts';
import { type Fields, fieldsOf, isTrue, within, wordsFor } from './fields.ts';
import { excerpt, type Findings } from './findings.ts';
import type { Position } from './graph.ts';
import { literalProblem } from './literals.ts';
import { shapes } from './shapes.ts';
import { isNothing, type WrittenMap, type WrittenScalar } from './written.ts';

/** An input as a component or a pipeline declares it: a value of a type, or data. `mode` is Azure's delivery mode. */
export interface Declaration {
  at: Position;
  where: string;
  type: ParameterType | 'data';
  optional: boolean;
  default?: string;
  enum?: readonly string[];
  min?: number;
  max?: number;
  description?: string;
  mode?: string;
}

const literalTypes: readonly string[] = ['string', 'integer', 'number', 'boolean'] satisfies ParameterType[];
/** `path` and the mode `mount` are old forms that Azure still takes. */
const dataTypes = ['uri_file', 'uri_folder', 'mltable', 'mlflow_model', 'custom_model', 'triton_model', 'path'];
const inputModes = ['ro_mount', 'download', 'direct', 'eval_mount', 'eval_download', 'rw_mount', 'mount'];

/** Becoming variables of the step, these names would break its shell. */
const reservedNames = ['path', 'ld_library_path', 'user', 'logname', 'home', 'pwd', 'shell'];

/** True when a name can be the name of an input or output; otherwise the problem is reported. */
export function checkPortName(name: string, at: Position, where: string, findings: Findings): boolean {
  if (reservedNames.includes(name.toLowerCase())) {
    findings.problem(at, where, `the name ${name} is reserved; choose another`);
    return false;
  }
  if (/^[A-Za-z_]\w{0,254}$/.test(name)) return true;
  findings.problem(at, where, `${excerpt(name)} is not a name; use letters, digits and _, beginning with a letter`);
  return false;
}

/** Reads the inputs that a component declares. Those that cannot be read are reported and taken for data. */
export function readDeclarations(inputs: WrittenMap | undefined, where: string, findings: Findings) {
  const declarations = new Map<string, Declaration>();
  for (const [name, written] of inputs?.entries ?? []) {
    const inputWhere = within(within(where, 'inputs'), name);
    checkPortName(name, written.at, inputWhere, findings);
    if (written.kind === 'map') {
      declarations.set(name, readDeclaration(written, inputWhere, findings));
      continue;
    }
    findings.problem(written.at, inputWhere, `must be a map with a type, not ${wordsFor(written)}`);
    declarations.set(name, { at: written.at, where: inputWhere, type: 'data', optional: true });
  }
  return declarations;
}

/** Reads one declared input; a default without a `type` gives its own type. */
export function readDeclaration(map: WrittenMap, where: string, findings: Findings): Declaration {
  const fields = fieldsOf(map, shapes.input, where, findings);
  const type = readInputType(fields.type, where, findings) ?? (fields.type ? 'string' : typeOfDefault(fields));
  const declaration: Declaration = {
    at: map.at,
    where,
    type,
    optional: fields.optional !== undefined && isTrue(fields.optional),
    ...(fields.description && { description: fields.description.text }),
    ...readMode(fields.mode, where, findings),
  };
  if (type === 'data') return declaration;
  const ruled = { ...declaration, type, ...readBounds(fields, where, findings) };
  const text = readDefault(fields, where, findings);
  const problem = text === undefined ? undefined : literalProblem(text, ruled);
  if (problem)
    findings.problem(fields.default?.at ?? map.at, within(where, 'default'), `${excerpt(text ?? '')} ${problem}`);
  return text === undefined ? ruled : { ...ruled, default: text };
}

/** Reads a written input type: one of the value types, or `data` for every kind of data. An unknown one is reported. */
export function readInputType(
  type: WrittenScalar | undefined,
  where: string,
  findings: Findings,
): Declaration['type'] | undefined {
  if (!type) return undefined;
  if (isParameterType(type.text)) return type.text;
  const known = [...literalTypes, ...dataTypes];
  return checkWord(type, known, 'type of an input', within(where, 'type'), findings) ? 'data' : undefined;
}

/** Reads the delivery mode of an input; an unknown one is reported. */
export function readMode(mode: WrittenScalar | undefined, where: string, findings: Findings): { mode?: string } {
  const known = checkWord(mode, inputModes, 'mode of an input', within(where, 'mode'), findings);
  return mode && known ? { mode: mode.text } : {};
}

function isParameterType(type: string): type is ParameterType {
  return literalTypes.includes(type);
}

function typeOfDefault({ default: value }: Fields<typeof shapes.input>): Declaration['type'] {
  if (value?.kind !== 'scalar' || value.type === 'null') return 'data';
  return value.type;
}

function readDefault({ default: value }: Fields<typeof shapes.input>, where: string, findings: Findings) {
  if (value === undefined || isNothing(value)) return undefined;
  if (value.kind === 'scalar') return value.text;
  findings.problem(value.at, within(where, 'default'), `must be a single value, not ${wordsFor(value)}`);
  return undefined;
}

function readBounds(fields: Fields<typeof shapes.input>, where: string, findings: Findings) {
  const bounds: { enum?: readonly string[]; min?: number; max?: number } = {};
  for (const key of ['min', 'max'] as const) {
    const bound = fields[key];
    if (!bound) continue;
    const problem = literalProblem(bound.text, { type: 'number' });
    if (problem) findings.problem(bound.at, within(where, key), `${excerpt(bound.text)} ${problem}`);
    else bounds[key] = Number(bound.text);
  }
  if (fields.enum) {
    const choices = fields.enum.items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : []));
    if (choices.length === 0) findings.problem(fields.enum.at, within(where, 'enum'), 'lists no value');
    else bounds.enum = choices;
  }
  return bounds;
}
