import type { ParameterType } from '../types.ts';
import { type DataSource, readBoundInput } from './bound-input.ts';
import { checkPortName, type Declaration, readDeclaration, readMode } from './declarations.ts';
import { within } from './fields.ts';
import { readGivenData } from './given-data.ts';
import type { Position } from './graph.ts';
import type { Place, Reading } from './reading.ts';
import type { ScalarType } from './scalar-type.ts';
import type { Written, WrittenMap } from './written.ts';

/** An input of the job itself. Values become parameters; data is set in the file alone. */
export type PipelineInput =
  | { kind: 'value'; value: PipelineValue }
  | { kind: 'data'; source: DataSource; mode?: string }
  | { kind: 'absent' }
  | { kind: 'unreadable' };

/** `suggested` is the type that the value as written suggests; `declared` holds what its author says beyond the value. */
export interface PipelineValue {
  at: Position;
  where: string;
  default?: string;
  suggested?: ParameterType;
  declared?: Declaration & { type: ParameterType };
}

/** Reads the inputs of a pipeline job or command job; paths are relative to `folder`. */
export function readPipelineInputs(inputs: WrittenMap | undefined, folder: string, reading: Reading) {
  const read = new Map<string, PipelineInput>();
  for (const [name, written] of inputs?.entries ?? []) {
    const where = within('inputs', name);
    checkPortName(name, written.at, where, reading.findings);
    const given = isData(written, where, reading) ? readGivenData(name, reading) : undefined;
    read.set(
      name,
      given ? dataInput(given, written, where, reading) : readPipelineInput(written, { folder, where }, reading),
    );
  }
  return read;
}

/** True for an input of the job that stands for a file or folder. */
function isData(written: Written, where: string, { findings }: Reading): boolean {
  if (written.kind !== 'map') return false;
  return written.entries.has('path') || readDeclaration(written, where, findings).type === 'data';
}

function dataInput(source: DataSource, written: Written, where: string, { findings }: Reading): PipelineInput {
  const mode = written.kind === 'map' ? written.entries.get('mode') : undefined;
  return { kind: 'data', source, ...(mode?.kind === 'scalar' && readMode(mode, where, findings)) };
}

function readPipelineInput(written: Written, place: Place, reading: Reading): PipelineInput {
  const bound = readBoundInput(written, 'any', place, reading);
  const spot = { at: written.at, where: place.where };
  switch (bound.kind) {
    case 'nothing':
      return { kind: 'value', value: spot };
    case 'literal': {
      const { text, type } = bound.scalar;
      return {
        kind: 'value',
        value: { ...spot, default: text, ...(type !== 'null' && { suggested: suggestedType(type) }) },
      };
    }
    case 'data':
    case 'unreadable':
      return bound;
    case 'declared':
      return declaredInput(bound.declaration, reading);
    case 'reference':
      reading.findings.problem(
        written.at,
        place.where,
        'an input of the job itself refers to nothing; write its value',
      );
      return { kind: 'unreadable' };
    default:
      return bound satisfies never;
  }
}

function declaredInput({ type, ...declaration }: Declaration, { findings }: Reading): PipelineInput {
  const { at, where, optional } = declaration;
  if (type !== 'data') {
    const declared = { ...declaration, type };
    return {
      kind: 'value',
      value: { at, where, declared, ...(declared.default !== undefined && { default: declared.default }) },
    };
  }
  if (optional) return { kind: 'absent' };
  findings.problem(at, where, 'has no path; write the path of its data, as in path: ./data');
  return { kind: 'unreadable' };
}

/** A whole number suggests a number: `lr: 1` with nothing declared must not forbid `lr=0.5`. */
function suggestedType(type: Exclude<ScalarType, 'null'>): ParameterType {
  return type === 'integer' ? 'number' : type;
}
