import type { ActionArray, IExecuteAction, IShowCardAction, ISubmitAction } from '@microsoft/teams.cards';
import type { CardButton } from '../../../cards/card.ts';
import { literal, paragraph } from './text.ts';

/** Teams shows no more beside each other (bot-docs#2161). */
const mostActions = 6;

/** What a pressed button sends: `verb` of an Action.Execute, and the field of `data` that holds its id. */
export const press = { verb: 'press', field: 'button' } as const;

/** The first buttons as actions. Those for which there is no place are lines to say, and left to the caller. */
export function actionsOf(
  buttons: readonly CardButton[],
  buttonId: (line: string) => string,
): { actions: ActionArray; left: readonly CardButton[] } {
  const actions = buttons.slice(0, mostActions).map((button, at) => actionOf(button, at, buttonId));
  return { actions, left: buttons.slice(mostActions) };
}

/** One that asks opens its question in the card, where there is no way to press it twice at once. */
function actionOf(
  button: CardButton,
  at: number,
  buttonId: (line: string) => string,
): IExecuteAction | IShowCardAction | ISubmitAction {
  const { label: title } = button;
  const id = buttonId(button.line);
  if (button.opensForm) return openForm(title, id);
  if (button.confirm === undefined) return execute(title, id);
  return {
    type: 'Action.ShowCard',
    // Lets a client keep the question open while the card around it is edited.
    key: `ask-${at}`,
    title,
    card: {
      type: 'AdaptiveCard',
      version: '1.5',
      body: paragraph(literal(button.confirm)),
      actions: [{ ...execute(`Yes: ${title}`, id), style: 'destructive' }],
    },
  };
}

/** Clients that do not know Action.Execute send the same as a message. */
function execute(title: string, id: string): IExecuteAction {
  const data = { [press.field]: id };
  return {
    type: 'Action.Execute',
    title,
    verb: press.verb,
    data,
    fallback: { type: 'Action.Submit', title, data },
  };
}

/** Teams opens a dialog for this kind of button only. */
function openForm(title: string, id: string): ISubmitAction {
  return { type: 'Action.Submit', title, data: { [press.field]: id, msteams: { type: 'task/fetch' } } };
}
