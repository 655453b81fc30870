import type { Form } from '../../src/cards/form.ts';
import { formFields } from '../../src/commands/form-fields.ts';

/** The form of `run churn`, and what is wrong when it was sent with these values. */
export const churnForm: Form = {
  title: 'Run churn',
  line: 'run churn',
  submit: 'Run',
  fields: formFields(
    [
      { name: 'region', type: 'string', optional: false, description: 'Whose customers', enum: ['all', 'emea', 'us'] },
      { name: 'lr', type: 'number', optional: false, description: 'Learning rate', default: '0.01', min: 0, max: 1 },
      { name: 'epochs', type: 'integer', optional: false, default: '24', min: 1, max: 200 },
      { name: 'note', type: 'string', optional: true, description: 'Kept with the run' },
    ],
    { given: new Map(), earlier: new Map() },
  ),
};

export const wrongValues = new Map([
  ['region', 'emea'],
  ['lr', '2'],
  ['epochs', '24'],
]);

export const problems = { lr: 'lr is a number from 0 to 1, not 2.' };
