import { isMap, isScalar, type Pair, parseDocument, type Scalar, type YAMLError } from 'yaml';
import type { UserError } from '../errors.ts';
import { visible } from '../visible.ts';
import { badLine } from './bad-line.ts';
import type { Assignment, Line } from './line.ts';
import { isKey, longestValue } from './words.ts';

const fix = 'Write one "name: value" on each line of the block, or one JSON object of plain values.';

/** A refusal that shows the line of the block around `at`. */
function badBody(body: string, at: number, length: number, message: string): UserError {
  const start = at === 0 ? 0 : body.lastIndexOf('\n', at - 1) + 1;
  const lineEnd = body.indexOf('\n', at);
  const line = body.slice(start, lineEnd < 0 ? body.length : lineEnd);
  return badLine(
    line,
    { at: Math.min(at - start, line.length), end: Math.min(at - start + length, line.length) },
    message,
    fix,
  );
}

/** What is wrong with a block that the YAML parser does not take. */
function notYaml({ code, message }: YAMLError): string {
  if (code === 'MULTIPLE_DOCS') return 'The code block holds more than one document.';
  if (code === 'RESOURCE_EXHAUSTION') return 'The code block is nested too deeply.';
  return `The code block is not YAML or JSON: ${visible(message, 100)}.`;
}

function startOf(node: unknown): number {
  return isScalar(node) || isMap(node) ? (node.range?.[0] ?? 0) : 0;
}

/** A scalar exactly as it is written, without its quotes; anything else, an anchor or a tag is refused. */
function plainScalar(node: unknown): node is Scalar {
  return isScalar(node) && node.anchor === undefined && node.tag === undefined;
}

function readPair(body: string, { key, value }: Pair): Assignment {
  const name = plainScalar(key) ? (key.source ?? '') : '';
  const at = startOf(key);
  if (!isKey(name)) throw badBody(body, at, Math.max(1, name.length), 'A parameter cannot be called this.');
  const shown = visible(name, 40);
  if (value !== null && !plainScalar(value)) {
    throw badBody(body, at, name.length, `${shown} takes one plain value: no list, map, anchor or tag.`);
  }
  const text = value?.source ?? '';
  if (text.length <= longestValue) return { key: name, value: text, at };
  const most = longestValue.toLocaleString('en');
  throw badBody(body, at, name.length, `The value of ${shown} has more than ${most} characters.`);
}

/**
 * The `name: value` pairs of a code block in YAML or JSON, in order; `at` counts UTF-16 units of the block. Values keep
 * the text as written (`1e-3`, `yes`), so that it does not matter which YAML reads them. A flat map only: lists, nested
 * maps, anchors, aliases, tags and repeated keys are refused as `bad-line`.
 */
export function parseBody(body: string): readonly Assignment[] {
  const document = parseDocument(body, { prettyErrors: false, uniqueKeys: false });
  const [error] = [...document.errors, ...document.warnings];
  if (error) throw badBody(body, error.pos[0], error.pos[1] - error.pos[0], notYaml(error));
  const { contents } = document;
  if (contents === null) return [];
  if (!isMap(contents) || contents.anchor !== undefined || contents.tag !== undefined) {
    throw badBody(body, 0, 1, 'The code block holds no "name: value" pairs.');
  }
  const keys = new Set<string>();
  return contents.items.map((pair) => {
    const assigned = readPair(body, pair);
    const { key, at } = assigned;
    if (keys.has(key)) throw badBody(body, at, key.length, `${visible(key, 40)} is given twice.`);
    keys.add(key);
    return assigned;
  });
}

/** The pairs of a line's code block, none without one; a key that the line gives too is refused as `bad-line`. */
export function readBody(line: Line): readonly Assignment[] {
  const assigned = line.body === undefined ? [] : parseBody(line.body);
  for (const { key, at } of line.assignments) {
    if (!assigned.some((pair) => pair.key === key)) continue;
    const message = `${visible(key, 40)} is given on the line and in the code block.`;
    throw badLine(line.text, { at, end: at + key.length }, message, 'Give it once.');
  }
  return assigned;
}
