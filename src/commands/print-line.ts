import type { FlagValue } from './line.ts';
import type { IndexedVerb, VerbIndex } from './shape.ts';

/** What a line says, without where it says it: a form or a button makes one, and every `Line` is one. */
export interface PrintableLine {
  verb: string;
  operands?: readonly { text: string }[];
  assignments?: readonly { key: string; value: string }[];
  filters?: readonly { key: string; value: string }[];
  flags?: ReadonlyMap<string, FlagValue>;
  body?: string;
  help?: boolean;
}

function quoted(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
  return `"${escaped}"`;
}

/** A value as it is typed after `key=`: bare where every character stands for itself, else in double quotes. */
export function printValue(text: string): string {
  return /^[!#-&(-[\]-_a-~]*$/.test(text) ? text : quoted(text);
}

/** A word of its own, in quotes where it would read as a flag, `key=value`, a filter or nothing. */
function printOperand(text: string, verb: IndexedVerb | undefined): string {
  const separator = text.search(/[:=]/);
  const isFilter = separator > 0 && verb?.filters.has(text.slice(0, separator).toLowerCase());
  if (text === '' || isFilter || /^-[A-Za-z-]|^[A-Za-z_][\w.-]*=/.test(text)) return quoted(text);
  return printValue(text);
}

function printFlag(name: string, value: FlagValue): readonly string[] {
  if (value === true) return [`--${name}`];
  if (value === false) return [`--no-${name}`];
  if (typeof value === 'string') return [`--${name}=${printValue(value)}`];
  return value.map((one) => `--${name}=${printValue(one)}`);
}

/** The chat line that says this; `parseLine` reads the same back from it. */
export function printLine(line: PrintableLine, { verbs, heads }: VerbIndex): string {
  const verb = verbs.get(line.verb);
  const operands = (line.operands ?? []).map(({ text }, index) => {
    // A first operand could be taken for the second word of a longer verb.
    const isVerb = index === 0 && heads.has(line.verb) && verbs.has(`${line.verb} ${text.toLowerCase()}`);
    return isVerb ? quoted(text) : printOperand(text, verb);
  });
  const pairs = [...(line.assignments ?? []), ...(line.filters ?? [])].map(
    ({ key, value }) => `${key}=${printValue(value)}`,
  );
  const flags = [...(line.flags ?? [])].flatMap(([name, value]) => printFlag(name, value));
  const words = [line.verb, ...operands, ...pairs, ...flags, ...(line.help ? ['--help'] : [])].join(' ');
  return line.body === undefined ? words : `${words}\n\`\`\`\n${line.body}\n\`\`\``;
}
