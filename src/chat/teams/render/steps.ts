import type { CardElementArray, IColumnSet, IRichTextBlock, ITextRun } from '@microsoft/teams.cards';
import type { CardElement, StepLine } from '../../../cards/card.ts';
import { showDuration } from '../../../show.ts';
import { markOf, wordsOf } from './marks.ts';
import { dotted, literal, longestWord, paragraph, quiet } from './text.ts';

/** Longer words do not fit beside the state of a step on a phone. */
const widestName = 20;

/** The steps below each other. */
export function stepLines({ steps, folded = '' }: CardElement & { type: 'steps' }): CardElementArray {
  const isNarrow = longestWord(steps.flatMap(({ name, note = '' }) => [name, note])) <= widestName;
  return [
    ...steps.map((step) => (isNarrow ? besideState(step) : aboveState(step))),
    ...paragraph(literal(folded, quiet), 'Small'),
  ];
}

function besideState(step: StepLine): IColumnSet {
  return row(step, [...paragraph(literal(step.name)), ...noteOf(step)], paragraph(endOf(step)));
}

function aboveState(step: StepLine): IColumnSet {
  return row(step, [...paragraph(literal(step.name)), ...paragraph(endOf(step), 'None'), ...noteOf(step)], []);
}

function row({ state }: StepLine, wide: CardElementArray, right: CardElementArray): IColumnSet {
  return {
    type: 'ColumnSet',
    spacing: 'Small',
    columns: [
      { type: 'Column', width: '18px', items: paragraph([markOf(state)]) },
      { type: 'Column', width: 'stretch', spacing: 'None', items: wide },
      ...(right.length > 0 ? [{ type: 'Column', width: 'auto', spacing: 'Small', items: right } as const] : []),
    ],
  };
}

/** How it stands, and for how long. */
function endOf({ state, duration }: StepLine): ITextRun[] {
  const took = duration === undefined ? [] : literal(showDuration(duration), quiet);
  return dotted([wordsOf(state, { size: 'Small' }), took]);
}

function noteOf({ note = '' }: StepLine): IRichTextBlock[] {
  return paragraph(literal(note, quiet), 'None');
}
