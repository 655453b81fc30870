import { isObject, type JsonObject, objectsIn, textAt } from '../../slack/json.ts';

/** What a person enters: by the label of the input, the words they type or the words of what they choose. */
export type FormValues = Readonly<Record<string, string>>;

/** Every input of a card, from the top. */
export function inputsOf(part: unknown): readonly JsonObject[] {
  if (Array.isArray(part)) return part.flatMap(inputsOf);
  if (!isObject(part)) return [];
  if (textAt(part, 'type')?.startsWith('Input.')) return [part];
  return [part.body, part.items, part.columns].flatMap(inputsOf);
}

/**
 * What a form is sent with, by the ids of its inputs. Throws where Teams' own client would not let the person send it: an
 * input that must be filled and is not, a choice that is not offered, letters for a number.
 */
export function fillForm(card: JsonObject, values: FormValues): JsonObject {
  const inputs = inputsOf(card);
  const labels = inputs.map((input) => textAt(input, 'label') ?? '');
  for (const label of Object.keys(values))
    if (!labels.includes(label)) throw new Error(`the form has no “${label}”; it has ${labels.join(', ')}`);
  return Object.fromEntries(
    inputs.map((input, index) => {
      const label = labels[index] ?? '';
      return [textAt(input, 'id') ?? '', filledIn(input, label, values[label])];
    }),
  );
}

function filledIn(input: JsonObject, label: string, entered: string | undefined): string {
  const value = entered === undefined ? initialOf(input) : meantBy(input, label, entered);
  if (value === '' && input.isRequired === true)
    throw new Error(`“${label}” must be filled in before the form can be sent`);
  if (value === '') return value;
  if (input.type === 'Input.Number') checkNumber(input, label, value);
  if (input.type === 'Input.Text' && value.length > Number(input.maxLength ?? Number.POSITIVE_INFINITY))
    throw new Error(`“${label}” does not take ${value.length} characters`);
  if (typeof input.regex === 'string' && !new RegExp(input.regex).test(value))
    throw new Error(`“${label}” does not take “${value}”`);
  return value;
}

function initialOf({ value }: JsonObject): string {
  return value === undefined ? '' : String(value);
}

/** A choice is made by its words, and sent as its value. */
function meantBy(input: JsonObject, label: string, entered: string): string {
  if (input.type !== 'Input.ChoiceSet') return entered;
  const choices = objectsIn(input.choices);
  const found = choices.find((choice) => choice.title === entered);
  if (found) return String(found.value);
  const offered = choices.map((choice) => String(choice.title)).join(', ');
  throw new Error(`“${label}” does not offer “${entered}”; it offers ${offered}`);
}

function checkNumber(input: JsonObject, label: string, value: string): void {
  const number = Number(value);
  const isNumber = value.trim() !== '' && Number.isFinite(number);
  if (!isNumber || number < Number(input.min ?? number) || number > Number(input.max ?? number))
    throw new Error(`“${label}” does not take “${value}”`);
}
