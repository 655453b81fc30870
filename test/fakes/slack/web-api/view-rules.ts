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
  return checkBlocks(blocks);
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
