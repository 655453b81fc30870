import type { Position } from './graph.ts';
import type { ScalarType } from './scalar-type.ts';

/**
 * A value as its author wrote it. `at` is the line of its key, or its own line in a list; `size` counts the values
 * in it with every alias written out.
 */
export type Written = WrittenScalar | WrittenList | WrittenMap;

/** `text` reaches a command as it is here: numbers as typed, booleans as `True` or `False`, null as nothing. */
export interface WrittenScalar {
  kind: 'scalar';
  type: ScalarType;
  text: string;
  /** The characters of the file it was read from, and the line they begin in. */
  source: string;
  sourceLine: number;
  at: Position;
  size: number;
}

/** A list of values in their order. */
export interface WrittenList {
  kind: 'list';
  items: readonly Written[];
  at: Position;
  size: number;
}

/** Keys and values in their order; merge keys (`<<`) are already merged. */
export interface WrittenMap {
  kind: 'map';
  entries: ReadonlyMap<string, Written>;
  at: Position;
  size: number;
}

/** True for an empty value (`outputs:` and nothing after it, `null`, `~`), which says as much as a missing key. */
export function isNothing(value: Written | undefined): boolean {
  return value === undefined || (value.kind === 'scalar' && value.type === 'null');
}

/**
 * The line in which a mark of a scalar's text stands in the file, where the text may be a block of many lines. `at` is
 * the offset of the mark in the text; marks come in the same order in both, so the same count finds it.
 */
export function placeOfMark(scalar: WrittenScalar, mark: string, at: number): Position {
  const before = scalar.text.slice(0, at).split(mark).length;
  const pieces = scalar.source.split(mark);
  if (pieces.length <= before) return scalar.at;
  const lines = pieces.slice(0, before).join(mark).split('\n').length - 1;
  return { file: scalar.at.file, line: scalar.sourceLine + lines };
}
