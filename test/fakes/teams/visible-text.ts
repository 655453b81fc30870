import { isObject, type JsonObject, objectsIn, textAt } from '../slack/json.ts';
import type { Message } from './messages.ts';
import { inputsOf } from './person/fill-form.ts';
import { partsOf } from './walk.ts';

/** What of a message or a card people read, a line for each element; a bar is its numbers, a button stands in brackets. */
export function visibleText(shown: Pick<Message, 'activity'> | { card: JsonObject }): string {
  if ('card' in shown) return linesOf(shown.card).join('\n');
  const cards = objectsIn(shown.activity.attachments).flatMap(({ content }) => (isObject(content) ? [content] : []));
  const words = textAt(shown.activity, 'text');
  return [...(words === undefined ? [] : [words]), ...cards.flatMap(linesOf)].join('\n');
}

/** The addresses to which a message or a card leads. */
export function linksIn(shown: Pick<Message, 'activity'> | { card: JsonObject }): readonly string[] {
  const whole = 'card' in shown ? shown.card : shown.activity;
  return partsOf(whole).flatMap(({ part, type }) => (type === 'Action.OpenUrl' ? [textAt(part, 'url') ?? ''] : []));
}

/** Whom a message notifies, by object id or as the Connector calls them. */
export function pingsIn({ activity }: Pick<Message, 'activity'>): readonly string[] {
  const mentions = partsOf(activity).filter(({ type }) => type === 'mention');
  return mentions.map(({ part }) => textAt(part, 'mentioned', 'id') ?? '');
}

function linesOf(card: JsonObject): readonly string[] {
  const buttons = objectsIn(card.actions).map(buttonText);
  return [...objectsIn(card.body).flatMap(elementLines), ...(buttons.length > 0 ? [buttons.join(' ')] : [])];
}

function buttonText(action: JsonObject): string {
  const title = textAt(action, 'title') ?? '';
  return isObject(action.card) ? `[${title}: ${linesOf(action.card).join(' ')}]` : `[${title}]`;
}

function elementLines(element: JsonObject): readonly string[] {
  switch (element.type) {
    case 'RichTextBlock':
      return [objectsIn(element.inlines).map(textOf).join('')];
    case 'TextBlock':
      return [textOf(element).replace(/<\/?at>/g, '')];
    case 'Container':
      return objectsIn(element.items).flatMap(elementLines);
    case 'ColumnSet': {
      const columns = objectsIn(element.columns).map(({ items }) => objectsIn(items).flatMap(elementLines).join(' '));
      return [columns.join(' | ')];
    }
    case 'ProgressBar':
      return [`${String(element.value)}/${String(element.max)}`];
    default:
      return inputsOf(element).map(({ label, value = '' }) => `${String(label)}: ${String(value)}`);
  }
}

function textOf(part: JsonObject): string {
  return textAt(part, 'text') ?? '';
}
