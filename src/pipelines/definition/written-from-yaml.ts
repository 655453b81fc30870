import { type Alias, isAlias, isMap, isScalar, isSeq, type ParsedNode, type YAMLMap } from 'yaml';
import { excerpt } from './findings.ts';
import type { Position } from './graph.ts';
import type { Written, WrittenMap } from './written.ts';
import { refuseTag, writtenScalar, type YamlSource } from './written-scalar.ts';

/** No readable definition nests deeper; the deepest of Azure's public examples has 7 levels. */
const deepest = 64;
/** With every alias written out. A file of 256 KiB without aliases cannot hold many more. */
const mostValues = 100_000;

/**
 * The values of a parsed document. An alias shares the value of its anchor instead of copying it, so a YAML bomb
 * stays small here and is refused by its counted size. Duplicate keys, unknown tags and keys that are no words are
 * problems.
 */
export function writtenFromYaml(root: ParsedNode, source: YamlSource): Written {
  const { findings, positionAt } = source;
  const anchors = new Map<string, Written>();
  let mergedKeys = 0;
  let tooLarge = false;
  return convert(root, 1, placeOf(root));

  function convert(node: ParsedNode | null, depth: number, at: Position): Written {
    if (!node) return { kind: 'scalar', type: 'null', text: '', source: '', sourceLine: at.line, at, size: 1 };
    if (isAlias(node)) return aliased(node, at);
    const written = content(node, depth, at);
    if (written.size > mostValues) refuseSize(at);
    if (node.anchor) anchors.set(node.anchor, written);
    return written;
  }

  function aliased({ source: name }: Alias.Parsed, at: Position): Written {
    const target = anchors.get(name);
    if (target) return { ...target, at };
    findings.problem(
      at,
      '',
      `*${excerpt(name)} refers to nothing: no finished value before it has the anchor &${excerpt(name)}`,
    );
    return convert(null, 1, at);
  }

  function content(node: Exclude<ParsedNode, Alias.Parsed>, depth: number, at: Position): Written {
    if (isScalar(node)) return writtenScalar(node, at, source);
    if (node.tag && !/^tag:yaml\.org,2002:(?:map|seq)$/.test(node.tag)) refuseTag(node.tag, at, findings);
    if (depth >= deepest) {
      findings.problem(at, '', `is nested more than ${deepest} levels deep`);
      return convert(null, depth, at);
    }
    if (isMap(node)) return mapOf(node, depth, at);
    const items = isSeq(node) ? node.items.map((item) => convert(item, depth + 1, placeOf(item))) : [];
    return { kind: 'list', items, at, size: sizeOf(items) };
  }

  function mapOf(node: YAMLMap.Parsed, depth: number, at: Position): WrittenMap {
    const entries = new Map<string, Written>();
    const bases: Written[] = [];
    for (const { key, value } of node.items) {
      const keyAt = placeOf(key);
      const name = keyText(convert(key, depth + 1, keyAt));
      const written = convert(value, depth + 1, keyAt);
      if (name === undefined) findings.problem(keyAt, '', 'a key must be a word');
      else if (name === '<<' && isScalar(key) && key.type === 'PLAIN') bases.push(written);
      else addEntry(entries, name, written);
    }
    for (const base of bases) mergeInto(entries, base);
    return { kind: 'map', entries, at, size: sizeOf([...entries.values()]) };
  }

  function addEntry(entries: Map<string, Written>, key: string, value: Written) {
    const first = entries.get(key);
    if (first) {
      findings.problem(
        value.at,
        '',
        `the key ${excerpt(key)} stands here a second time (first in line ${first.at.line}); keep one`,
      );
    } else if (key === '__proto__') {
      findings.problem(value.at, '', '__proto__ cannot be used as a key');
    } else {
      entries.set(key, value);
    }
  }

  /** `<<: *base` or `<<: [*first, *second]`: keys written beside it win, then earlier bases. */
  function mergeInto(entries: Map<string, Written>, base: Written) {
    if (base.kind === 'scalar') {
      findings.problem(base.at, '', '<< takes the alias of a map, as in <<: *defaults');
    } else if (base.kind === 'list') {
      for (const each of base.items) mergeInto(entries, each);
    } else {
      mergedKeys += base.entries.size;
      if (mergedKeys > mostValues) return refuseSize(base.at);
      for (const [key, value] of base.entries) if (!entries.has(key)) entries.set(key, value);
    }
  }

  function refuseSize(at: Position) {
    if (tooLarge) return;
    tooLarge = true;
    findings.problem(
      at,
      '',
      `grows to more than ${mostValues.toLocaleString('en')} values with its aliases written out`,
    );
  }

  function placeOf(node: ParsedNode | null): Position {
    return positionAt(node?.range[0] ?? 0);
  }
}

/** Keys keep what was typed: `on:` is the key `on`, though the value `on` is true. */
function keyText(key: Written): string | undefined {
  if (key.kind !== 'scalar' || key.type === 'null') return undefined;
  return key.type === 'boolean' ? key.source : key.text;
}

function sizeOf(values: readonly Written[]): number {
  return values.reduce((size, value) => Math.min(size + value.size, Number.MAX_SAFE_INTEGER), 1);
}
