import type { KnownBlock } from '@slack/types';
import type { CardElement } from '../../../cards/card.ts';
import { sentenceWords } from '../../../cards/plain-text.ts';
import { type Drawing, elementBlocks, textBlocks } from './elements.ts';
import { planBlocks } from './steps.ts';

/** Elements that are drawn as one: texts below each other, and the steps of a plan with its title before them. */
type Group = [CardElement, ...CardElement[]];

/** The elements in order, those together that are drawn as one. */
export function groupsOf(elements: readonly CardElement[], plan: CardElement | undefined): Group[] {
  const groups: Group[] = [];
  for (const element of elements) {
    const last = groups.at(-1);
    const isOne =
      (last?.[0].type === 'text' && element.type === 'text') || (last?.[0].type === 'progress' && element === plan);
    if (last && isOne) last.push(element);
    else groups.push([element]);
  }
  return groups;
}

/** The blocks of elements that are drawn as one. */
export function groupBlocks(group: Group, room: number, drawing: Drawing): KnownBlock[] {
  const [first] = group;
  if (first.type === 'text')
    return textBlocks(
      group.flatMap((each) => (each.type === 'text' ? [sentenceWords(each.text, drawing.nameOf)] : [])),
      room,
    );
  const last = group.at(-1);
  if (last?.type === 'steps' && last === drawing.plan)
    return planBlocks(last, first.type === 'progress' ? first.words : '', room);
  return elementBlocks(first, room, drawing);
}
