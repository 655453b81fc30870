import { readInputPath } from './data-path.ts';
import { type Declaration, readDeclaration, readInputType, readMode } from './declarations.ts';
import { type Reference, readReference } from './expressions.ts';
import { fieldsOf, wordsFor } from './fields.ts';
import { excerpt } from './findings.ts';
import type { DatastorePath, LocalContent, Position } from './graph.ts';
import type { Place, Reading } from './reading.ts';
import { shapes } from './shapes.ts';
import type { Written, WrittenScalar } from './written.ts';

/** Data that a definition names. */
export type DataSource = { kind: 'content'; content: LocalContent } | { kind: 'datastore'; at: DatastorePath };

/** An input as a job or node gives it. `declared` is a map without a path; `unreadable` was reported. */
export type BoundInput =
  | { kind: 'nothing' }
  | { kind: 'literal'; scalar: WrittenScalar }
  | { kind: 'reference'; to: Reference; mode?: string }
  | { kind: 'data'; source: DataSource; mode?: string }
  | { kind: 'declared'; declaration: Declaration }
  | { kind: 'unreadable' };

const unreadable: BoundInput = { kind: 'unreadable' };

/** Reads what a job or node gives to one input. Where data is expected, a plain text is its path. */
export function readBoundInput(written: Written, expected: 'data' | 'any', place: Place, reading: Reading): BoundInput {
  const { findings } = reading;
  if (written.kind === 'list') {
    findings.problem(written.at, place.where, `must be a value or a map with a path, not ${wordsFor(written)}`);
    return unreadable;
  }
  if (written.kind === 'scalar') {
    if (written.type === 'null') return { kind: 'nothing' };
    if (written.text.includes('${{')) return readBinding(written, {}, place, reading);
    return expected === 'data' ? readData(written, {}, place, reading) : { kind: 'literal', scalar: written };
  }
  if (!written.entries.has('path')) {
    return { kind: 'declared', declaration: readDeclaration(written, place.where, findings) };
  }
  const fields = fieldsOf(written, shapes.input, place.where, findings);
  const type = readInputType(fields.type, place.where, findings);
  const mode = readMode(fields.mode, place.where, findings);
  if (!fields.path)
    return fields.optional ? { kind: 'nothing' } : refuse(written.at, 'has an empty path', place, reading);
  if (fields.path.text.startsWith('${{')) return readBinding(fields.path, mode, place, reading);
  if (type !== undefined && type !== 'data') {
    return refuse(fields.path.at, `a ${type} has no path; write the value itself`, place, reading);
  }
  return readData(fields.path, mode, place, reading);
}

function readBinding(scalar: WrittenScalar, mode: { mode?: string }, place: Place, reading: Reading): BoundInput {
  const to = readReference(scalar.text);
  if (to && to.kind !== 'unknown') return { kind: 'reference', to, ...mode };
  return refuse(scalar.at, `${excerpt(scalar.text)} ${to?.words ?? ''}`, place, reading);
}

function readData(path: WrittenScalar, mode: { mode?: string }, place: Place, reading: Reading): BoundInput {
  const read = readInputPath(path.text, place.folder, reading.datastores);
  switch (read.kind) {
    case 'datastore':
      return { kind: 'data', source: read, ...mode };
    case 'local':
      if (reading.disk.kindOf(read.path))
        return { kind: 'data', source: { kind: 'content', content: { path: read.path } }, ...mode };
      return refuse(path.at, `${excerpt(path.text)} does not exist`, place, reading);
    case 'refused':
      return refuse(path.at, `${excerpt(path.text)} ${read.words}`, place, reading);
    default:
      return read satisfies never;
  }
}

function refuse(at: Position, words: string, { where }: Place, { findings }: Reading): BoundInput {
  findings.problem(at, where, words);
  return unreadable;
}
