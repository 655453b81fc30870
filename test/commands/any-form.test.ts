import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assignmentsOf } from '../../src/commands/assignments-of.ts';
import { type FormPlan, formOfPlan } from '../../src/commands/form-plan.ts';
import { lineOfValues } from '../../src/commands/form-values.ts';
import { parseLine } from '../../src/commands/line.ts';
import { indexVerbs } from '../../src/commands/shape.ts';
import { verbs } from '../../src/commands/verbs.ts';
import { assignParameters } from '../../src/pipelines/parameters.ts';
import type { PipelineParameter } from '../../src/pipelines/types.ts';
import { isSecretName } from '../../src/secret-patterns.ts';
import { generated } from '../support/generated.ts';

const index = indexVerbs(verbs);

/** Text that a parameter takes: everything but NUL and halves of letters. */
const anyText = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.string({
      unit: fc.constantFrom('"', "'", '\\', ' ', '=', '-', '`', 'a', '“', '’', '\n', '\t', '\r'),
      maxLength: 12,
    }),
    fc.constantFrom(
      '',
      '--form',
      '```',
      '```json\n',
      '{"a": 1}',
      'a=b',
      '—wait',
      '\u00a0',
      '\u200b',
      'e\u0301',
      '\u202e',
    ),
  )
  .map((text) => text.toWellFormed().replaceAll('\0', ''));

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom('1e-4', '.5', '-0'),
);
const name = fc.oneof(
  fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,8}$/),
  fc.constantFrom('__proto__', 'constructor', 'form', 'api_token', 'db_password'),
);

/** A parameter, and values that it takes. */
interface Case {
  parameter: PipelineParameter;
  takes: fc.Arbitrary<string>;
}

function typed(type: PipelineParameter['type'], takes: fc.Arbitrary<string>): fc.Arbitrary<Case> {
  return fc
    .record({ name, optional: fc.boolean(), standard: fc.option(takes, { nil: undefined }) })
    .map(({ standard, ...rest }) => ({
      parameter: { ...rest, type, ...(standard !== undefined && { default: standard }) },
      takes,
    }));
}

const enumerated = fc
  .uniqueArray(
    anyText.filter((text) => text !== ''),
    { minLength: 1, maxLength: 4 },
  )
  .chain((members) =>
    typed('string', fc.constantFrom(...members)).map((one) => ({
      ...one,
      parameter: { ...one.parameter, enum: members },
    })),
  );

const anyCase = fc.oneof(
  typed('string', anyText),
  typed('number', number),
  typed('integer', fc.integer().map(String)),
  typed('boolean', fc.constantFrom('true', 'no', 'ON', 'False')),
  enumerated,
);

/** A parameter with what the line says of it, what an earlier run used, and what is entered; all of it, or not. */
const filled = anyCase.chain(({ parameter, takes }) =>
  fc.record({
    parameter: fc.constant(parameter),
    given: fc.option(takes, { nil: undefined }),
    earlier: fc.option(takes, { nil: undefined }),
    entered: fc.oneof(
      fc.constant('as it is' as const),
      fc.constant('emptied' as const),
      takes.map((value) => ({ value })),
    ),
  }),
);

const anyForm = fc.record({
  isRepeat: fc.boolean(),
  all: fc.oneof(
    { weight: 20, arbitrary: fc.uniqueArray(filled, { maxLength: 6, selector: ({ parameter }) => parameter.name }) },
    {
      weight: 1,
      arbitrary: fc.uniqueArray(filled, { minLength: 49, maxLength: 70, selector: ({ parameter }) => parameter.name }),
    },
  ),
});

type Filled = typeof filled extends fc.Arbitrary<infer One> ? One : never;

/** What the run is to use, by the words of whoever filled in the form. */
function meant({ parameter, given, earlier, entered }: Filled, isRepeat: boolean): string | undefined {
  const before = isRepeat ? earlier : undefined;
  const standing = given ?? before;
  if (entered === 'as it is') return standing;
  if (entered !== 'emptied' && entered.value !== '') return entered.value;
  // An empty field that never showed what is set leaves it.
  if (isSecretName(parameter.name) || (standing ?? parameter.default) === '') return standing;
  return parameter.default;
}

test('whatever a form asks for and is filled with, its line gives the run just that, letter by letter', () => {
  fc.assert(
    fc.property(anyForm, ({ isRepeat, all }) => {
      const parameters = all.map(({ parameter }) => parameter);
      const pairs = (key: 'given' | 'earlier') =>
        new Map(all.flatMap((one) => (one[key] === undefined ? [] : [[one.parameter.name, one[key]] as const])));
      const earlier = isRepeat ? pairs('earlier') : new Map<string, string>();
      const plan: FormPlan = {
        ...{ verb: isRepeat ? 'rerun' : 'run', target: '7Q3K', flags: new Map(), parameters, isIncomplete: false },
        ...{ given: pairs('given'), earlier },
      };
      const { fields } = formOfPlan(plan, index);
      const values = new Map(
        all.map(({ entered }, at) => {
          const { name: field = '', value = '' } = fields[at] ?? {};
          return [field, entered === 'as it is' ? value : entered === 'emptied' ? '' : entered.value];
        }),
      );
      const outcome = lineOfValues(plan, values, index);
      if (outcome.kind === 'wrong') {
        for (const [field, why] of Object.entries(outcome.problems)) expectMissing(all, field, why, isRepeat);
        return;
      }
      const line = parseLine(outcome.line, index);
      expect([line.verb, line.operands.map(({ text }) => text), line.flags]).toEqual([plan.verb, ['7Q3K'], new Map()]);
      const run = (given: Readonly<Record<string, string>>) =>
        assignParameters(parameters, { ...Object.fromEntries(earlier), ...given }, 'p').map(({ name, value }) => [
          name,
          value,
        ]);
      const expected = all.flatMap((one) => {
        const value = meant(one, isRepeat);
        return value === undefined ? [] : [[one.parameter.name, value]];
      });
      const isNeeded = ({ optional, default: standard }: PipelineParameter) => !optional && standard === undefined;
      const names = new Set(expected.map(([one]) => one));
      expect(parameters.filter((one) => isNeeded(one) && !names.has(one.name))).toEqual([]);
      expect(run(assignmentsOf(line))).toEqual(run(Object.fromEntries(expected)));
    }),
    generated(100_000),
  );
});

/** Only what is needed, or what a repeat cannot leave out, may be told as wrong here; or all is too long for a line. */
function expectMissing(all: readonly Filled[], field: string, why: string, isRepeat: boolean): void {
  const one = all.find(({ parameter }) => parameter.name === field);
  const isMissing = one?.parameter.default === undefined && (isRepeat || one?.parameter.optional === false);
  expect(field === '' ? why.includes('at most 4,000 are read') : isMissing).toBe(true);
}

test('more values than a line has words for are one line all the same', () => {
  const names = Array.from({ length: 70 }, (_, at) => `p${at}`);
  const parameters = names.map((one): PipelineParameter => ({ name: one, type: 'string', optional: true }));
  const nothing = { given: new Map<string, string>(), earlier: new Map<string, string>() };
  const plan: FormPlan = {
    ...nothing,
    verb: 'run',
    target: 'churn',
    flags: new Map(),
    parameters,
    isIncomplete: false,
  };
  const values = new Map(names.map((one) => [one, `"${one}" \`\`\` \\n`]));
  const outcome = lineOfValues(plan, values, index);
  const line = outcome.kind === 'line' ? parseLine(outcome.line, index) : undefined;
  expect(line && assignmentsOf(line)).toEqual(Object.fromEntries(values));
});
