import { expect, test } from 'vitest';
import type { Card, CardButton } from '../../src/cards/card.ts';
import { cardOf } from '../../src/cards/card-of.ts';
import type { FormField } from '../../src/cards/form.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { runCard } from '../../src/cards/run-card.ts';
import { aRun } from '../support/a-run.ts';

function buttonsOf({ elements }: Card): readonly CardButton[] {
  return elements.flatMap((element) => (element.type === 'buttons' ? element.buttons : []));
}

const rerun = { label: 'Rerun with changes…', line: 'rerun 7Q3K --form', opensForm: true };

test('a run that ended can be run with other values, where it had any; one that goes on cannot', () => {
  const parameters = [{ name: 'rate', value: '0.1', default: '0.1' }];
  for (const status of ['Completed', 'Failed', 'Canceled'] as const)
    expect(buttonsOf(runCard(aRun({ status, parameters }), 0))).toContainEqual(rerun);
  for (const status of ['Running', 'Queued'] as const)
    expect(buttonsOf(runCard(aRun({ status, parameters }), 0))).not.toContainEqual(rerun);
  expect(buttonsOf(runCard(aRun({ status: 'Completed', parameters: [] }), 0))).not.toContainEqual(rerun);
});

test('text, which opens no forms, offers none', () => {
  const text = plainText(runCard(aRun({ status: 'Completed', parameters: [{ name: 'rate', value: '1' }] }), 0));
  expect(text).toContain('Next: artifacts 7Q3K · metrics 7Q3K\n');
  const problem = { kind: 'problem', code: 'missing-parameter', message: 'Missing: data.' } as const;
  const card = cardOf({ ...problem, fix: 'run churn data=<string>', form: 'run churn --form' }, 0);
  expect(buttonsOf(card)).toEqual([{ label: 'Open form', line: 'run churn --form', opensForm: true }]);
  expect(plainText(card)).toBe('Missing: data.\nTry: run churn data=<string>\n');
});

test('what a form asks for is a table, with a line to copy and the way to the form', () => {
  const field = { isRequired: false, kind: 'text' } as const;
  const fields: readonly FormField[] = [
    { ...field, name: 'data', label: 'data', hint: 'What to learn from', isRequired: true },
    { ...field, name: 'note', label: 'note' },
    { ...field, name: 'solver', label: 'solver', kind: 'choice', choices: ['adam', 'SGD'], value: 'SGD' },
  ];
  const form = { title: 'Run churn', line: 'run churn', submit: 'Run', fields };
  const card = cardOf({ kind: 'form', form, example: 'run churn data=<string>', opens: 'run churn --form' }, 0);
  expect(
    plainText(card)
      .split('\n')
      .map((line) => line.trim().split(/ {2,}/)),
  ).toEqual([
    ['Run churn'],
    ['Parameters'],
    ['Name', 'Value', 'What it takes'],
    ['data', 'required', 'What to learn from'],
    ['note', 'none'],
    ['solver', 'SGD', 'adam | SGD'],
    ['Run: run churn data=<string>'],
    [''],
  ]);
  expect(buttonsOf(card)).toEqual([{ label: 'Open form', line: 'run churn --form', opensForm: true }]);
  const nothing = { ...form, fields: [] };
  expect(buttonsOf(cardOf({ kind: 'form', form: nothing, example: 'run churn', opens: '' }, 0))).toEqual([]);
});
