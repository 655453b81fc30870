import { isDeepStrictEqual } from 'node:util';
import { checkBlocks } from '../block-rules.ts';
import { isObject, type JsonObject, objectsIn } from '../json.ts';
import { Refused, refusedFor } from '../refused.ts';

/** Blocks of a form. */
const mostBlocks = 100;

/** Characters of a title, and of the words on the buttons that send a form or close it. */
const longestTitle = 24;

/** The longest texts that a form carries unseen. */
const longest = { private_metadata: 3_000, callback_id: 255, external_id: 255 };

const known = new Set([
  ...['type', 'title', 'blocks', 'submit', 'close', 'private_metadata', 'callback_id', 'external_id'],
  ...['clear_on_close', 'notify_on_close', 'submit_disabled'],
]);

/** A form as Slack would open it; refused with everything that is wrong. */
export function readView(sent: unknown): JsonObject {
  if (!isObject(sent)) throw refusedFor('invalid_arguments', ['must be an object [json-pointer:/view]']);
  const view = sent;
  if (JSON.stringify(view).length > 250_000) throw new Refused('view_too_large');
  const faults = [
    ...Object.keys(view).flatMap((key) => (known.has(key) ? [] : [`invalid additional property: ${key}`])),
    ...(view.type === 'modal' ? [] : ['must be "modal" [json-pointer:/view/type]']),
    ...plainText(view, 'title', true),
    ...plainText(
      view,
      'submit',
      objectsIn(view.blocks).some(({ type }) => type === 'input'),
    ),
    ...plainText(view, 'close', false),
    ...Object.entries(longest).flatMap(([key, most]) => tooLong(view, key, most)),
    ...blockFaults(view.blocks),
  ];
  if (faults.length > 0) throw refusedFor('invalid_arguments', faults);
  return view;
}

function blockFaults(blocks: unknown): readonly string[] {
  if (!Array.isArray(blocks) || blocks.length === 0 || !blocks.every(isObject))
    return ['must be a list of blocks [json-pointer:/view/blocks]'];
  if (blocks.length > mostBlocks) return [`no more than ${mostBlocks} items allowed [json-pointer:/view/blocks]`];
  return [...checkBlocks(blocks), ...blocks.flatMap(({ element }) => (isObject(element) ? beginFaults(element) : []))];
}

/** What an input begins with must be something that it takes. */
function beginFaults(element: JsonObject): readonly string[] {
  const { type, initial_option: option, initial_value: initial, min_value: least, max_value: highest } = element;
  if (type === 'static_select' && option !== undefined)
    return objectsIn(element.options).some((one) => isDeepStrictEqual(one, option))
      ? []
      : ['initial_option must match one of the options'];
  if (type !== 'number_input') return [];
  const form = element.is_decimal_allowed === true ? /^-?\d+(?:\.\d+)?$/ : /^-?\d+$/;
  const faults = [initial, least, highest].flatMap((value) =>
    value === undefined || form.test(String(value)) ? [] : [`${value} must be a number that the input takes`],
  );
  const isOutside = initial !== undefined && (Number(initial) < Number(least) || Number(initial) > Number(highest));
  return isOutside ? [...faults, `initial_value ${initial} must be within min_value and max_value`] : faults;
}

function plainText(view: JsonObject, key: string, isRequired: boolean): readonly string[] {
  const value = view[key];
  if (value === undefined) return isRequired ? [`missing required field: ${key} [json-pointer:/view]`] : [];
  const text = isObject(value) && value.type === 'plain_text' ? value.text : undefined;
  if (typeof text !== 'string' || text === '') return [`must be plain_text [json-pointer:/view/${key}]`];
  return text.length > longestTitle
    ? [`must be less than ${longestTitle + 1} characters [json-pointer:/view/${key}/text]`]
    : [];
}

function tooLong(view: JsonObject, key: string, most: number): readonly string[] {
  const value = view[key];
  if (value === undefined) return [];
  const isRight = typeof value === 'string' && value.length <= most;
  return isRight ? [] : [`must be less than ${most + 1} characters [json-pointer:/view/${key}]`];
}

/** What the app says is wrong with a form that was sent; refused where it is not said of an input of this form. */
export function readErrors(view: JsonObject, errors: unknown): JsonObject {
  const inputs = objectsIn(view.blocks).flatMap(({ type, block_id }) => (type === 'input' ? [block_id] : []));
  const isRight =
    isObject(errors) &&
    Object.keys(errors).length > 0 &&
    Object.entries(errors).every(([block, why]) => inputs.includes(block) && typeof why === 'string' && why !== '');
  if (!isRight) throw refusedFor('invalid_errors', ['must name inputs of the form']);
  return errors;
}
