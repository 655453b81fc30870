import type { Scalar } from 'yaml';
import { excerpt, type Findings } from './findings.ts';
import type { Position } from './graph.ts';
import { booleanText, plainScalarType, type ScalarType } from './scalar-type.ts';
import type { WrittenScalar } from './written.ts';

/** The text a document was parsed from, and the line of each of its offsets. */
export interface YamlSource {
  text: string;
  findings: Findings;
  positionAt(offset: number): Position;
}

/** One parsed scalar with its type and its characters. Unknown tags and unusable characters are problems. */
export function writtenScalar(
  node: Scalar.Parsed,
  at: Position,
  { text, findings, positionAt }: YamlSource,
): WrittenScalar {
  const value = String(node.value ?? '');
  if (value.includes('\0') || !value.isWellFormed()) {
    findings.problem(at, '', 'a text holds a NUL character or half of a character');
  }
  const [start, end] = node.range;
  const type = typeOf(node, value, at, findings);
  return {
    kind: 'scalar',
    type,
    text: type === 'boolean' ? booleanText(value) : type === 'null' ? '' : value,
    source: text.slice(start, end),
    sourceLine: positionAt(start).line,
    at,
    size: 1,
  };
}

/** Reports a tag that stands for something else than the plain values of a definition. */
export function refuseTag(tag: string, at: Position, findings: Findings) {
  findings.problem(at, '', `the tag ${excerpt(tag)} is not understood; write the plain value`);
}

function typeOf({ tag, type }: Scalar.Parsed, value: string, at: Position, findings: Findings): ScalarType {
  switch (tag?.replace('tag:yaml.org,2002:', '')) {
    case undefined:
      return type === 'PLAIN' ? plainScalarType(value) : 'string';
    case 'int':
    case 'float':
    case 'bool':
    case 'null':
      return plainScalarType(value);
    case 'str':
    case '!':
      return 'string';
    default:
      refuseTag(tag ?? '', at, findings);
      return 'string';
  }
}
