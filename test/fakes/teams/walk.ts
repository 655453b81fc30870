import { isObject, type JsonObject, textAt } from '../slack/json.ts';

/** An element, a run or an action of a card, and where it stands. */
export interface Part {
  part: JsonObject;
  type: string;
  where: string;
}

/** Everything in a card that says what it is, from the outside to the inside, cards within it too. */
export function partsOf(value: unknown, where = ''): readonly Part[] {
  if (Array.isArray(value)) return value.flatMap((each, at) => partsOf(each, `${where}/${at}`));
  if (!isObject(value)) return [];
  const type = textAt(value, 'type');
  const inner = Object.entries(value).flatMap(([key, each]) =>
    key === 'data' ? [] : partsOf(each, `${where}/${key}`),
  );
  return type === undefined ? inner : [{ part: value, type, where }, ...inner];
}
