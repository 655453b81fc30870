import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Form, FormField } from '../../../src/cards/form.ts';
import { enteredValues, formView } from '../../../src/chat/slack/render/form-view.ts';
import { at, isObject, type JsonObject, objectsIn, textAt } from '../../fakes/slack/json.ts';
import { fillForm } from '../../fakes/slack/person/fill-form.ts';
import { readView } from '../../fakes/slack/web-api/view-rules.ts';
import { generated } from '../../support/generated.ts';

function aForm(fields: readonly FormField[], more: Partial<Form> = {}): Form {
  return { title: 'Run churn', line: 'run churn', submit: 'Run', fields, ...more };
}

function text(name: string, more: Partial<FormField> = {}): FormField {
  return { name, label: name, isRequired: false, kind: 'text', ...more } as FormField;
}

/** The inputs of a view by their labels. */
function inputsOf(form: Form): Readonly<Record<string, JsonObject>> {
  const view = formView(form, 'id');
  const blocks = objectsIn(isObject(view) ? view.blocks : []).filter(({ type }) => type === 'input');
  return Object.fromEntries(
    blocks.map((block) => [textAt(block, 'label', 'text'), { ...block, element: at(block, 'element') }]),
  );
}

test('each kind of field is the input that fits it, with what stands in it and what it takes', () => {
  const form = aForm([
    text('data', { isRequired: true, hint: 'What to learn from' }),
    text('note', { value: 'two\nlines' }),
    { ...text('epochs'), kind: 'number', isWhole: true, least: 1, most: 200, value: '5' },
    { ...text('rate'), kind: 'number', isWhole: false, least: 0, value: '1e-4' },
    { ...text('share'), kind: 'number', isWhole: false, least: 0, most: 1 },
    { ...text('seed'), kind: 'number', isWhole: true, value: '+5' },
    { ...text('solver'), kind: 'choice', choices: ['adam', 'SGD'], value: 'SGD' },
    { ...text('long'), kind: 'choice', choices: ['x'.repeat(76), 'y'], value: 'y' },
    { ...text('many'), kind: 'choice', choices: Array.from({ length: 101 }, (_, index) => `choice ${index}`) },
  ]);
  const option = (words: string, value: string) => ({ text: { type: 'plain_text', text: words, emoji: false }, value });
  const named = { action_id: 'value' };
  const inputs = inputsOf(form);
  expect(inputs.data).toMatchObject({ optional: false, hint: { text: 'What to learn from' } });
  expect(Object.fromEntries(Object.entries(inputs).map(([label, { element }]) => [label, element]))).toEqual({
    data: { ...named, type: 'plain_text_input' },
    note: { ...named, type: 'plain_text_input', multiline: true, initial_value: 'two\nlines' },
    epochs: {
      ...{ ...named, type: 'number_input', is_decimal_allowed: false },
      ...{ initial_value: '5', min_value: '1', max_value: '200' },
    },
    rate: { ...named, type: 'plain_text_input', initial_value: '1e-4' },
    share: { ...named, type: 'plain_text_input' },
    seed: { ...named, type: 'plain_text_input', initial_value: '+5' },
    solver: {
      ...{ ...named, type: 'static_select' },
      ...{ options: [option('adam', '0'), option('SGD', '1')], initial_option: option('SGD', '1') },
    },
    long: { ...named, type: 'plain_text_input', initial_value: 'y' },
    many: { ...named, type: 'plain_text_input' },
  });
});

test('a title that is cut is shown whole in the form, and one that is not only once', () => {
  const long = formView(
    aForm([text('a')], { title: `Run ${'long-name-'.repeat(5)}`, line: 'run the-whole-name' }),
    'id',
  );
  expect(long?.title.text).toHaveLength(24);
  expect(JSON.stringify(long?.blocks)).toContain('run the-whole-name');
  expect(JSON.stringify(formView(aForm([text('a')]), 'id')?.blocks)).not.toContain('run churn');
});

test('more fields than fit: the required ones are there, the others are named with the line that gives them', () => {
  const optional = Array.from({ length: 120 }, (_, index) => text(`p${index}`));
  const view = formView(aForm([...optional, text('last', { isRequired: true })]), 'id');
  expect(readView({ ...view })).toBeDefined();
  const labels = objectsIn(view?.blocks).map((block) => textAt(block, 'label', 'text'));
  expect(labels.filter((label) => label !== undefined)).toEqual([
    ...optional.slice(0, 95).map(({ name }) => name),
    'last',
  ]);
  expect(JSON.stringify(view?.blocks.slice(-2))).toMatch(/25 more do not fit.*p95, p96.*run churn p95=…/);
  const choices = Array.from({ length: 100 }, (_, index) => `${index} ${'x'.repeat(70)}`);
  const long = formView(aForm(optional.slice(0, 90).map((field) => ({ ...field, kind: 'choice', choices }))), 'id');
  expect(readView({ ...long })).toBeDefined();
  expect(long?.blocks.length).toBeGreaterThan(10);
  const required = Array.from({ length: 97 }, (_, index) => text(`p${index}`, { isRequired: true }));
  expect(formView(aForm(required), 'id')).toBe(undefined);
  expect(formView(aForm([]), 'id')).toBe(undefined);
});

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '',
    ' ',
    '<!channel>',
    '<@U1>',
    '&amp;',
    '*bold*',
    '\u202e',
    '\0',
    '\ud800',
    '👩‍💻',
    'a\u0301'.repeat(200),
  ),
  fc.integer({ min: 1, max: 400 }).map((count) => 'x'.repeat(count)),
);
/** A value has at most 2,000 characters, and was judged before it gets here. */
const value = hostile.map((given) => given.toWellFormed().replaceAll('\0', '')).filter((given) => given !== '');
const common = { label: hostile, hint: fc.option(hostile, { nil: undefined }), isRequired: fc.boolean() };
const limit = fc.option(fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })), {
  nil: undefined,
});

const anyField = fc.oneof(
  fc.record({ ...common, kind: fc.constant('text' as const), value: fc.option(value, { nil: undefined }) }),
  fc
    .record({
      ...common,
      isWhole: fc.boolean(),
      least: limit,
      span: fc.nat(1_000),
      most: fc.boolean(),
      value: fc.boolean(),
    })
    .map(({ least, span, most, value: isSet, ...rest }) => ({
      ...{ ...rest, kind: 'number' as const, least },
      ...{ most: most ? (least ?? 0) + span : undefined, value: isSet ? String(least ?? -3) : undefined },
    })),
  fc
    .record({
      ...common,
      choices: fc.uniqueArray(
        hostile.map((each) => each.toWellFormed()),
        { minLength: 1, maxLength: 120 },
      ),
      at: fc.nat(200),
    })
    .map(({ at: place, choices, ...rest }) => ({ ...rest, kind: 'choice' as const, choices, value: choices[place] })),
);

const anyForm = fc
  .record({ title: hostile, line: hostile, submit: hostile, fields: fc.array(anyField, { maxLength: 130 }) })
  .map(
    ({ fields, ...rest }): Form => ({
      ...rest,
      // What is not there is left out, as the forms of the commands leave it.
      fields: fields.map((field, index) => withoutGaps({ ...field, name: `p${index}` })),
    }),
  );

function withoutGaps(field: object): FormField {
  return Object.fromEntries(Object.entries(field).filter(([, each]) => each !== undefined)) as FormField;
}

test('any form is one that Slack takes, and what stands in it untouched comes back letter by letter', () => {
  fc.assert(
    fc.property(anyForm, (whole) => {
      const shown = formView(whole, 'id');
      if (shown) readView({ ...shown });
      const form = { ...whole, fields: whole.fields.map((field) => ({ ...field, isRequired: false })) };
      const view = formView(form, 'id');
      if (!view) {
        expect(form.fields).toEqual([]);
        return;
      }
      readView({ ...view });
      const entered = enteredValues(form, fillForm({ ...view }, {}) as Parameters<typeof enteredValues>[1]);
      const expected = form.fields
        .filter(({ name }) => entered.has(name))
        .map((field) => [field.name, field.value ?? '']);
      expect([...entered]).toEqual(expected);
    }),
    generated(20_000),
  );
});
