import { isObject, type JsonObject, textAt } from '../../slack/json.ts';
import { brokenCardRules } from '../card-rules.ts';
import { dialogFaults } from '../dialog-rules.ts';
import type { Dialog } from '../ledger.ts';
import type { Message } from '../messages.ts';
import type { Parts } from '../parts.ts';
import type { Delivery } from '../to-bot/delivery.ts';
import type { Person } from '../world.ts';

const card = 'application/vnd.microsoft.card.adaptive';
const words = 'application/vnd.microsoft.activity.message';

/** Shows who pressed a button what the bot answered: a card instead of the message's own, or words. */
export function showPress(parts: Parts, person: Person, message: Message, delivery: Delivery): void {
  if (!delivery.isAcknowledged) return;
  const { statusCode, type, value } = delivery.answer ?? {};
  const fault = pressFault(parts, delivery.answer);
  if (fault !== undefined) {
    parts.ledger.unshown.push(fault);
    return;
  }
  if (statusCode !== 200) return;
  const shown = type === words ? { words: String(value) } : isObject(value) ? { card: value } : {};
  parts.ledger.shown.push({ user: person.id, message, ...shown });
}

function pressFault({ linkHosts }: Parts, answer: JsonObject | undefined): string | undefined {
  if (!answer || typeof answer.statusCode !== 'number' || typeof answer.type !== 'string')
    return 'a press is answered with statusCode, type and value';
  if (answer.type === words) return typeof answer.value === 'string' ? undefined : 'words are a text';
  if (answer.type !== card) return answer.statusCode >= 400 ? undefined : `a press is not answered with ${answer.type}`;
  const activity = { summary: 'a card', attachments: [{ contentType: card, content: answer.value }] };
  const broken = brokenCardRules(activity, linkHosts);
  return broken.length === 0 ? undefined : `card: ${broken.join('; ')}`;
}

/** Opens the form that the bot answered with, or says what it answered; undefined where it is neither. */
export function showTask(parts: Parts, person: Person, message: Message, delivery: Delivery): Dialog | undefined {
  if (!delivery.isAcknowledged) return undefined;
  const faults = dialogFaults(delivery.answer);
  if (faults.length > 0) {
    parts.ledger.unshown.push(faults.join('; '));
    return undefined;
  }
  const task = delivery.answer?.task;
  const content = isObject(task) && isObject(task.value) ? task.value.card : undefined;
  const title = textAt(delivery.answer, 'task', 'value', 'title') ?? '';
  const inner = isObject(content) && isObject(content.content) ? content.content : {};
  const said = textAt(delivery.answer, 'task', 'value');
  const dialog: Dialog = {
    user: person.id,
    message,
    title,
    card: inner,
    isOpen: said === undefined,
    ...(said !== undefined && { said }),
  };
  parts.ledger.dialogs.push(dialog);
  return dialog;
}
