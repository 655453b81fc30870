import { isObject, type JsonObject, objectsIn, textAt } from '../../slack/json.ts';

/** What can be pressed on a card, also where a question of the card's own is opened first. */
export function actionsOf(card: JsonObject): readonly JsonObject[] {
  return objectsIn(card.actions).flatMap((action) => [
    action,
    ...(action.type === 'Action.ShowCard' && isObject(action.card) ? actionsOf(action.card) : []),
  ]);
}

/** The button with these words. Throws where the card has none, or where it only opens a question. */
export function buttonOf(card: JsonObject | undefined, label: string): JsonObject {
  const all = card ? actionsOf(card) : [];
  const found = all.find((action) => textAt(action, 'title') === label);
  if (!found)
    throw new Error(
      `there is no “${label}”; there is ${all.map((one) => textAt(one, 'title')).join(', ') || 'nothing'}`,
    );
  if (found.type === 'Action.ShowCard') {
    const inner = isObject(found.card) ? actionsOf(found.card).map((one) => textAt(one, 'title')) : [];
    throw new Error(`“${label}” opens a question; it is answered with ${inner.join(', ')}`);
  }
  return found;
}

/** Whether a button asks for a form instead of doing something. */
export function opensDialog(action: JsonObject): boolean {
  return textAt(action, 'data', 'msteams', 'type') === 'task/fetch';
}
