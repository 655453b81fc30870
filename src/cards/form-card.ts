import type { Reply } from '../commands/reply.ts';
import type { Card, CardElement } from './card.ts';
import type { FormField } from './form.ts';

/** What `--form` shows where no form was opened: every value it asks for, a line to copy, and the way to the form. */
export function formCard({ form, example, opens }: Reply & { kind: 'form' }): Card {
  const hasFields = form.fields.length > 0;
  return {
    title: form.title,
    elements: [
      hasFields ? fieldsTable(form.fields) : { type: 'text', text: 'It takes no parameters.' },
      { type: 'copyable', label: form.submit, line: example },
      ...(hasFields ? [openForm(opens)] : []),
    ],
  };
}

/** The button that opens a form; shown only where that can be done. */
export function openForm(line: string): CardElement {
  return { type: 'buttons', buttons: [{ label: 'Open form', line, opensForm: true }] };
}

function fieldsTable(fields: readonly FormField[]): CardElement {
  return {
    type: 'table',
    title: 'Parameters',
    columns: ['Name', 'Value', 'What it takes'],
    rows: fields.map((field) => [field.label, field.value ?? (field.isRequired ? 'required' : 'none'), takes(field)]),
  };
}

function takes(field: FormField): string {
  const choices = field.kind === 'choice' ? [field.choices.join(' | ')] : [];
  return [...choices, ...(field.hint === undefined ? [] : [field.hint])].join(' · ');
}
