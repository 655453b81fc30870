import type { ActionsBlock, Button, KnownBlock } from '@slack/types';
import type { CardButton, CardElement } from '../../../cards/card.ts';
import { fits, type Size, without } from './budget.ts';
import { plain, words } from './words.ts';

/** What Slack takes in one button. */
const longest = { label: 75, value: 2_000, confirmTitle: 100, confirmText: 300, confirmLabel: 30 };

/** Buttons in a message; Slack takes as many in one block. */
const mostButtons = 25;

/** The blocks of each `buttons` element. */
export type ButtonBlocks = ReadonlyMap<CardElement, KnownBlock[]>;

/** Draws the buttons of all elements, as far as they fit. `buttonId` gives the opaque id that stands for a line. */
export function drawButtons(
  elements: readonly CardElement[],
  left: Size,
  buttonId: (line: string) => string,
): { drawn: ButtonBlocks; isWhole: boolean } {
  const drawn = new Map<CardElement, KnownBlock[]>();
  let room = left;
  let count = 0;
  let wanted = 0;
  for (const element of elements) {
    if (element.type !== 'buttons') continue;
    wanted += element.buttons.length;
    const row: ActionsBlock = { type: 'actions', elements: [] };
    for (const button of element.buttons) {
      if (count >= mostButtons) break;
      const made = drawButton(button, count, buttonId);
      if (!made || !fits([{ ...row, elements: [...row.elements, made] }], room)) continue;
      row.elements.push(made);
      count += 1;
    }
    if (row.elements.length === 0) continue;
    room = without(room, [row]);
    drawn.set(element, [row]);
  }
  return { drawn, isWhole: count === wanted };
}

function drawButton({ label, line, confirm }: CardButton, at: number, buttonId: (line: string) => string) {
  const text = plain(label, longest.label) ?? plain(line, longest.label);
  const value = buttonId(line);
  if (!text || value === '' || value.length > longest.value) return undefined;
  // What it does, and a number that tells it from the other buttons of the message.
  const verb = /^[a-z]{1,30}(?= |$)/.exec(line)?.[0] ?? 'say';
  const question = confirm === undefined ? undefined : confirmDialog(text.text, confirm);
  return {
    type: 'button',
    text,
    action_id: `${verb}:${at}`,
    value,
    ...(question && { confirm: question, style: 'danger' }),
  } satisfies Button;
}

/** What is asked before the button acts. "Cancel" would be no answer to "Cancel run?". */
function confirmDialog(label: string, question: string): Button['confirm'] {
  const text = plain(question, longest.confirmText);
  if (!text) return undefined;
  return {
    title: { type: 'plain_text', text: words(label, longest.confirmTitle), emoji: false },
    text,
    confirm: { type: 'plain_text', text: words(label, longest.confirmLabel), emoji: false },
    deny: { type: 'plain_text', text: 'Go back', emoji: false },
    style: 'danger',
  };
}
