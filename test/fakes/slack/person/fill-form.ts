import { isObject, type JsonObject, objectsIn, textAt } from '../json.ts';

/** What a person enters: by the label of the input, the words they type or the words of what they choose. */
export type FormValues = Readonly<Record<string, string | readonly string[]>>;

/** Inputs that are typed into. */
const typed = ['plain_text_input', 'number_input', 'email_text_input', 'url_text_input'];

/** Inputs whose one value has a name of its own. */
const picked: Readonly<Record<string, string>> = {
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  users_select: 'selected_user',
  channels_select: 'selected_channel',
  conversations_select: 'selected_conversation',
};

/** Inputs with several choices. */
const several = ['checkboxes', 'multi_static_select'];

/**
 * The state of a form as Slack sends it: values by block and action. Throws where Slack's own client would not let the
 * person send the form: an input that must be filled and is not, a choice that is not offered, letters for a number.
 */
export function fillForm(view: JsonObject, values: FormValues): JsonObject {
  const inputs = objectsIn(view.blocks).flatMap((block) => inputOf(block));
  const labels = inputs.map(({ label }) => label);
  for (const label of Object.keys(values))
    if (!labels.includes(label)) throw new Error(`the form has no “${label}”; it has ${labels.join(', ')}`);
  const state: Record<string, JsonObject> = {};
  for (const { block, label, element } of inputs) {
    const value = stateOf(label, element, Object.hasOwn(values, label) ? values[label] : undefined);
    const isFilled = Object.entries(value).some(([key, one]) => key !== 'type' && one !== null && one !== '');
    if (block.type === 'input' && block.optional !== true && !isFilled)
      throw new Error(`“${label}” must be filled in before the form can be sent`);
    state[textAt(block, 'block_id') ?? ''] = { [textAt(element, 'action_id') ?? '']: value };
  }
  return state;
}

function inputOf(block: JsonObject): readonly { block: JsonObject; label: string; element: JsonObject }[] {
  const element = block.type === 'input' ? block.element : block.accessory;
  if (!isObject(element) || element.type === 'button' || element.type === 'image') return [];
  return [{ block, label: textAt(block, 'label', 'text') ?? textAt(block, 'text', 'text') ?? '', element }];
}

function stateOf(label: string, element: JsonObject, entered: string | readonly string[] | undefined): JsonObject {
  const type = textAt(element, 'type') ?? '';
  const words = typeof entered === 'string' ? [entered] : (entered ?? []);
  const [first] = words;
  if (typed.includes(type)) {
    const value = first ?? textAt(element, 'initial_value') ?? null;
    if (value !== null) checkTyped(label, element, value);
    return { type, value: value === '' ? null : value };
  }
  const name = picked[type];
  if (name !== undefined) return { type, [name]: first ?? element[name.replace('selected', 'initial')] ?? null };
  const offered = [
    ...objectsIn(element.options),
    ...objectsIn(element.option_groups).flatMap((group) => objectsIn(group.options)),
  ];
  const chosen = words.map((one) => choose(label, offered, one));
  if (several.includes(type))
    return { type, selected_options: entered === undefined ? objectsIn(element.initial_options) : chosen };
  return { type, selected_option: chosen[0] ?? element.initial_option ?? null };
}

function choose(label: string, offered: readonly JsonObject[], words: string): JsonObject {
  const found = offered.find((option) => textAt(option, 'text', 'text') === words);
  if (found) return found;
  const list = offered.map((option) => textAt(option, 'text', 'text')).join(', ');
  throw new Error(`“${label}” does not offer “${words}”; it offers ${list}`);
}

function checkTyped(label: string, element: JsonObject, value: string): void {
  const number = Number(value);
  const { type, is_decimal_allowed: decimals, min_length: least = 0, max_length: most = 3_000 } = element;
  if (type === 'number_input') {
    const isNumber = value !== '' && Number.isFinite(number) && (decimals === true || Number.isInteger(number));
    const min = Number(element.min_value ?? Number.NEGATIVE_INFINITY);
    const max = Number(element.max_value ?? Number.POSITIVE_INFINITY);
    if (value !== '' && (!isNumber || number < min || number > max))
      throw new Error(`“${label}” does not take “${value}”`);
    return;
  }
  if (value !== '' && (value.length < Number(least) || value.length > Number(most)))
    throw new Error(`“${label}” does not take ${value.length} characters`);
}
