import { at, isObject, type JsonObject, objectsIn, textAt } from '../json.ts';

/** Something in a message or a form that a person can use. */
export interface Usable {
  blockId: string;
  element: JsonObject;
  /** The option they choose, of a menu. */
  option?: JsonObject;
}

/** The button with these words on it, or the option of a menu; there must be exactly one. */
export function findUsable(blocks: readonly JsonObject[], words: string): Usable {
  const all = blocks.flatMap(usablesIn);
  const [found, another] = all.filter(({ element, option }) => wordsOn(option ?? element) === words);
  if (found && !another) return found;
  const list = all.map(({ element, option }) => `“${wordsOn(option ?? element)}”`).join(', ');
  throw new Error(`there ${found ? 'are several' : 'is no'} “${words}” to press; there is ${list || 'nothing'}`);
}

/** All that a person can press or choose, in order; blocks inside blocks too. */
function usablesIn(block: JsonObject): readonly Usable[] {
  const blockId = textAt(block, 'block_id') ?? '';
  const own = [...objectsIn(block.elements), ...(isObject(block.accessory) ? [block.accessory] : [])];
  const inner = [...objectsIn(block.child_blocks), ...objectsIn(block.cards)].flatMap(usablesIn);
  return [...own.flatMap((element) => usable(blockId, element)), ...inner];
}

function usable(blockId: string, element: JsonObject): readonly Usable[] {
  if (element.type === 'button') return [{ blockId, element }];
  return objectsIn(element.options).map((option) => ({ blockId, element, option }));
}

function wordsOn(element: JsonObject): string {
  return textAt(element, 'text', 'text') ?? '';
}

/** What Slack says was done with something in a message. Words come back escaped (bolt-python#513), values as they are. */
export function actionOf({ blockId, element, option }: Usable, ts: string): JsonObject {
  const common = { type: element.type, action_id: element.action_id, block_id: blockId, action_ts: ts };
  if (option) return { ...common, selected_option: { ...option, text: escapedWords(option) } };
  return { ...common, text: escapedWords(element), ...(element.value !== undefined && { value: element.value }) };
}

function escapedWords(element: JsonObject): JsonObject {
  const words = at(element, 'text');
  return isObject(words) ? { ...words, text: escaped(textAt(words, 'text') ?? '') } : {};
}

/** What people type, as Slack passes it on: its three control characters are escaped. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
