import type { CardElementArray, IAdaptiveCard } from '@microsoft/teams.cards';
import type { Form, FormField } from '../../cards/form.ts';
import { visible } from '../../visible.ts';
import { isWholeNumber } from '../shared/whole-number.ts';
import { literal, paragraph, quiet } from './render/text.ts';

/** Characters of a dialog's title that Teams shows. */
const longestTitle = 64;

/** What stands in a form again, and what is wrong with it, by field. */
export interface Filled {
  values: ReadonlyMap<string, string>;
  /** `''` stands for the form itself. */
  problems: Readonly<Record<string, string>>;
}

/** The values of a form are sent back under these ids, beside what its button sends. */
const inputPrefix = 'value.';

/** A form as Teams opens it, and shows it again when something is wrong with it. `id` is what it is known by. */
export function dialogTask(form: Form, id: string, filled?: Filled): object {
  const title = cut(visible(form.title), longestTitle);
  const card = { contentType: 'application/vnd.microsoft.card.adaptive', content: dialogCard(form, id, filled) };
  const size = { width: 'medium', height: form.fields.length > 4 ? 'large' : 'medium' };
  return { task: { type: 'continue', value: { title: title.trim() === '' ? 'Pipehand' : title, ...size, card } } };
}

/** The end of a dialog: a few words in its place. */
export function lastWords(text: string): object {
  return { task: { type: 'message', value: text } };
}

/** What was entered, by field. */
export function enteredIn(data: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(data).flatMap(([id, value]) =>
      id.startsWith(inputPrefix) ? [[id.slice(inputPrefix.length), value] as const] : [],
    ),
  );
}

/** The card of a dialog. */
export function dialogCard(form: Form, id: string, filled?: Filled): IAdaptiveCard {
  const problems = new Map(Object.entries(filled?.problems ?? {}));
  const known = new Set(form.fields.map(({ name }) => name));
  const elsewhere = [...problems].flatMap(([name, words]) => (known.has(name) ? [] : problem(words)));
  return {
    type: 'AdaptiveCard',
    version: '1.5',
    body: [
      ...elsewhere,
      ...form.fields.flatMap((field) => {
        const value = filled?.values.get(field.name) ?? field.value;
        const words = problems.get(field.name);
        return [input(field, value), ...hint(field), ...(words === undefined ? [] : problem(words))];
      }),
      ...(form.fields.length === 0 ? paragraph(literal('There is nothing to fill in.', quiet)) : []),
    ],
    actions: [{ type: 'Action.Submit', title: cut(visible(form.submit), 60) || 'Send', data: { form: id } }],
  };
}

function input(field: FormField, value: string | undefined): CardElementArray[number] {
  const label = cut(visible(field.label), 200) || field.name;
  const common = {
    id: `${inputPrefix}${field.name}`,
    label,
    isRequired: field.isRequired,
    ...(field.isRequired && { errorMessage: 'A value is needed here.' }),
    spacing: 'Medium',
  } as const;
  const isLong = value?.includes('\n') ?? false;
  const text = {
    type: 'Input.Text',
    ...common,
    ...(isLong && { isMultiline: true }),
    ...(value !== undefined && { value }),
  } as const;
  switch (field.kind) {
    case 'text':
      return text;
    case 'number': {
      // Whole numbers only: people write learning rates as 1e-4, which not every client takes for a number.
      const isPlain = value === undefined || isWholeNumber(value);
      if (!field.isWhole || !isPlain) return text;
      return {
        type: 'Input.Number',
        ...common,
        ...(field.least !== undefined && { min: field.least }),
        ...(field.most !== undefined && { max: field.most }),
        ...(value !== undefined && { value: Number(value) }),
      };
    }
    case 'choice':
      if (field.choices.length === 0) return text;
      return {
        type: 'Input.ChoiceSet',
        ...common,
        style: 'compact',
        choices: field.choices.map((choice) => ({ title: visible(choice), value: choice })),
        ...(value !== undefined && field.choices.includes(value) && { value }),
      };
    default:
      return field satisfies never;
  }
}

function hint({ hint: words }: FormField): CardElementArray {
  return words === undefined ? [] : paragraph(literal(visible(words), quiet), 'None');
}

function problem(words: string): CardElementArray {
  return paragraph(literal(visible(words), { color: 'Attention' }), 'None');
}

function cut(text: string, most: number): string {
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : text;
}
