import type {
  InputBlock,
  KnownBlock,
  ModalView,
  NumberInput,
  PlainTextElement,
  PlainTextInput,
  StaticSelect,
} from '@slack/types';
import type { Form, FormField } from '../../../cards/form.ts';
import { isWholeNumber } from '../../shared/whole-number.ts';
import { literal, plain, richText, section, words } from './words.ts';

/** What Slack takes in one modal (@slack/types 3.2: ModalView, InputBlock, StaticSelect), and how much of it we use. */
const longest = { title: 24, button: 24, label: 100, hint: 300, option: 75, value: 3_000, line: 1_000 };
const most = { inputs: 96, options: 100, json: 200_000 };

/** How our forms are known among all views of the app, and the one element of each input. */
export const formCallback = 'form';
const formAction = 'value';

/** The block in which a field stands, by its place in the form. */
export function fieldBlock(at: number): string {
  return `field-${at}`;
}

interface Drawn {
  at: number;
  field: FormField;
  block: InputBlock;
}

/**
 * A form as Slack opens it; `id` is all that it carries. Where there are more fields than a modal takes, the required
 * ones come first, and the others are named with the line that gives them. Undefined where not even those fit.
 */
export function formView(form: Form, id: string): ModalView | undefined {
  const all = form.fields.map((field, at) => ({ at, field, block: inputBlock(field, at) }));
  const drawn = fitting(all);
  const left = all.filter(({ at }) => !drawn.some((one) => one.at === at));
  if (drawn.length === 0 || left.some(({ field }) => field.isRequired)) return undefined;
  const title = plain(form.title, longest.title) ?? named('Pipehand');
  const head = title.text === form.title ? [] : lineBlock(form.line);
  return {
    type: 'modal',
    callback_id: formCallback,
    private_metadata: id,
    title,
    submit: plain(form.submit, longest.button) ?? named('Send'),
    close: named('Close'),
    blocks: [...head, ...drawn.map(({ block }) => block), ...leftBlocks(form, left)],
  };
}

/** All of them, or the required ones and as many others as fit, in the order of the form. */
function fitting(all: readonly Drawn[]): readonly Drawn[] {
  const byNeed = [...all].sort((a, b) => Number(b.field.isRequired) - Number(a.field.isRequired));
  const kept: Drawn[] = [];
  let json = 0;
  for (const one of byNeed) {
    json += JSON.stringify(one.block).length;
    if (kept.length >= most.inputs || json > most.json) break;
    kept.push(one);
  }
  return kept.sort((a, b) => a.at - b.at);
}

function leftBlocks({ line }: Form, left: readonly Drawn[]): KnownBlock[] {
  const [first] = left;
  if (!first) return [];
  const names = left.map(({ field }) => field.label).join(', ');
  const text = `${left.length} more do not fit into this form and stay as they are: ${words(names, 1_000)}. To change them, type a line:`;
  return [{ type: 'context', elements: [named(text)] }, ...lineBlock(`${line} ${first.field.name}=…`)];
}

/** Words of our own, which no limit cuts. */
function named(text: string): PlainTextElement {
  return { type: 'plain_text', text, emoji: false };
}

function lineBlock(line: string): KnownBlock[] {
  return richText(section([[literal(line, longest.line, { code: true })]]));
}

function inputBlock(field: FormField, at: number): InputBlock {
  const hint = plain(field.hint ?? '', longest.hint);
  return {
    type: 'input',
    block_id: fieldBlock(at),
    label: plain(field.label, longest.label) ?? named(`Value ${at + 1}`),
    optional: !field.isRequired,
    ...(hint && { hint }),
    element: elementOf(field),
  };
}

function elementOf(field: FormField): PlainTextInput | NumberInput | StaticSelect {
  switch (field.kind) {
    case 'text':
      return textInput(field);
    case 'number':
      return numberInput(field) ?? textInput(field);
    case 'choice':
      return select(field) ?? textInput(field);
    default:
      return field satisfies never;
  }
}

function textInput({ value = '' }: FormField): PlainTextInput {
  const fits = value !== '' && value.length <= longest.value && value.isWellFormed();
  return {
    type: 'plain_text_input',
    action_id: formAction,
    // One line only would lose the line breaks of what stands in it.
    ...(value.includes('\n') && { multiline: true }),
    ...(fits && { initial_value: value }),
  };
}

/** Whole numbers only: people write learning rates as 1e-4, and no page of Slack says that its number input takes that. */
function numberInput({
  value,
  isWhole,
  least,
  most: highest,
}: FormField & { kind: 'number' }): NumberInput | undefined {
  const isPlain = value === undefined || isWholeNumber(value);
  const limits = [least, highest].filter((limit) => limit !== undefined);
  if (!isWhole || !isPlain || !limits.every(Number.isSafeInteger)) return undefined;
  return {
    type: 'number_input',
    action_id: formAction,
    is_decimal_allowed: false,
    ...(value !== undefined && { initial_value: value }),
    ...(least !== undefined && { min_value: String(least) }),
    ...(highest !== undefined && { max_value: String(highest) }),
  };
}

/** A menu, where Slack takes so many choices and each can be told from the others. An option is known by its place. */
function select({ choices, value }: FormField & { kind: 'choice' }): StaticSelect | undefined {
  const options = choices.flatMap((choice, at) => {
    const text = choice.length > longest.option ? undefined : plain(choice, longest.option);
    return text ? [{ text, value: String(at) }] : [];
  });
  const texts = new Set(options.map(({ text }) => text.text));
  if (options.length === 0 || options.length > most.options || texts.size !== choices.length) return undefined;
  const initial = value === undefined ? undefined : options[choices.indexOf(value)];
  return {
    type: 'static_select',
    action_id: formAction,
    options,
    ...(initial && { initial_option: initial }),
  };
}

/** What Slack says was entered, by block and action. */
type Entered = Readonly<Record<string, Readonly<Record<string, EnteredValue>>>>;
type EnteredValue = { value?: string | null | undefined; selected_option?: { value: string } | null | undefined };

/** What was entered, by field; fields that were not drawn are not among it. */
export function enteredValues({ fields }: Form, entered: Entered): ReadonlyMap<string, string> {
  return new Map(
    fields.flatMap((field, at) => {
      const state = entered[fieldBlock(at)]?.[formAction];
      if (!state) return [];
      const chosen = state.selected_option ? chosenOf(field, state.selected_option.value) : undefined;
      return [[field.name, chosen ?? state.value ?? '']];
    }),
  );
}

function chosenOf(field: FormField, place: string): string | undefined {
  return field.kind === 'choice' ? field.choices[Number(place)] : undefined;
}
