import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FlagValue } from '../../../src/commands/line.ts';
import { type PrintableLine, printLine } from '../../../src/commands/print-line.ts';
import type { FlagShape, VerbShape } from '../../../src/commands/shape.ts';
import { generated } from '../../support/generated.ts';
import { read, shapes, verbs } from './grammar.ts';

const value = fc.oneof(
  fc.constantFrom(
    '',
    '0.1',
    'a b',
    '--wait',
    '-y',
    '--',
    '-',
    'lr=1',
    'status:failed',
    'add',
    'LIST',
    "don't",
    '"',
    '\\',
    '\\n',
    '`',
    '```',
  ),
  fc.constantFrom(
    '“a”',
    '’',
    '—wait',
    'a\nb',
    '\t',
    '\u00a0',
    '\u200b',
    'e\u0301',
    '\u0301',
    '\ud800',
    '\u202e',
    '\0',
    '\r',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('"', "'", '\\', ' ', '=', '-', 'a', '“', '”', '\n', '`'), maxLength: 12 }),
);
const key = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,8}$/);

function pairs(keys: fc.Arbitrary<string>, most: number) {
  return fc.uniqueArray(fc.record({ key: keys, value }), { maxLength: most, selector: (pair) => pair.key });
}

function flagValue({ takes, negatable, repeats }: FlagShape): fc.Arbitrary<FlagValue> {
  if (takes === 'nothing') return fc.constantFrom<FlagValue[]>(true, ...(negatable ? [false] : []));
  return repeats ? fc.array(value, { minLength: 1, maxLength: 3 }) : value;
}

function flagsOf(shape: VerbShape): fc.Arbitrary<ReadonlyMap<string, FlagValue>> {
  const each = shape.flags.map((flag) => fc.option(flagValue(flag).map((given) => [flag.name, given] as const)));
  return fc.tuple(...each).map((given) => new Map(given.filter((pair) => pair !== null)));
}

/** Any line that a verb allows: with whatever text in each of its places. */
function lineOf(shape: VerbShape): fc.Arbitrary<Required<Omit<PrintableLine, 'body'>> & { body?: string }> {
  const body = fc.oneof(value, fc.constantFrom('json\na: 1', '{"a": "b"}', 'a: 1\n\nb: 2\n', '  a: 1'));
  return fc
    .record(
      {
        verb: fc.constant(shape.name),
        operands: fc.array(fc.record({ text: value }), { maxLength: Math.min(shape.maxOperands ?? 4, 4) }),
        assignments: shape.takesAssignments ? pairs(key, 4) : fc.constant([]),
        filters: pairs(fc.constantFrom(...(shape.filters ?? [''])), shape.filters?.length ?? 0),
        flags: flagsOf(shape),
        help: fc.boolean(),
        body: shape.takesBody ? body.map((text) => text.replaceAll('\r', '')) : fc.constant(''),
      },
      { requiredKeys: ['verb', 'operands', 'assignments', 'filters', 'flags', 'help'] },
    )
    .map((line) => {
      if (shape.takesBody || line.body === undefined) return line;
      const { body: _, ...others } = line;
      return others;
    });
}

describe('a printed line', () => {
  it.each<[PrintableLine, string]>([
    [{ verb: 'run', operands: [{ text: 'churn' }] }, 'run churn'],
    [
      {
        verb: 'run',
        assignments: [
          { key: 'name', value: 'a "b"' },
          { key: 'lr', value: '-1e-4' },
        ],
      },
      'run name="a \\"b\\"" lr=-1e-4',
    ],
    [
      { verb: 'claim', operands: [{ text: '--quiet' }, { text: 'a=b' }, { text: "don't" }, { text: '' }] },
      'claim "--quiet" "a=b" "don\'t" ""',
    ],
    [{ verb: 'cancel', operands: [{ text: 'last:churn' }] }, 'cancel last:churn'],
    [
      { verb: 'runs', operands: [{ text: 'status:x' }], filters: [{ key: 'by', value: '@ada' }] },
      'runs "status:x" by=@ada',
    ],
    [{ verb: 'compute', operands: [{ text: 'show' }] }, 'compute "show"'],
    [
      {
        verb: 'run',
        flags: new Map<string, FlagValue>([
          ['wait', false],
          ['tag', ['a', 'b c']],
          ['fresh', true],
        ]),
      },
      'run --no-wait --tag=a --tag="b c" --fresh',
    ],
    [{ verb: 'run', body: 'lr: 1', help: true }, 'run --help\n```\nlr: 1\n```'],
  ])('%j', (line, printed) => expect(printLine(line, verbs)).toBe(printed));

  it('reads back as what it was, whatever it holds', () => {
    fc.assert(
      fc.property(fc.oneof(...shapes.map(lineOf)), (line) => {
        const printed = printLine(line, verbs);
        const { verb, operands, assignments, filters, flags, body, help } = read(printed);
        expect({
          verb,
          operands: operands.map(({ text }) => ({ text })),
          assignments: assignments.map((pair) => ({ key: pair.key, value: pair.value })),
          filters: filters.map((pair) => ({ key: pair.key, value: pair.value })),
          flags,
          help,
          ...(body !== undefined && { body }),
        }).toEqual(line);
      }),
      generated(1_000_000),
    );
  });
});
