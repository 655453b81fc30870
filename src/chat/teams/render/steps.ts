import type { CardElementArray, IColumnSet } from '@microsoft/teams.cards';
import type { CardElement, StepLine } from '../../../cards/card.ts';
import { foldSteps } from '../../../cards/fold-steps.ts';
import { showDuration } from '../../../show.ts';
import { markOf, wordsOf } from './marks.ts';
import { dotted, literal, paragraph, quiet } from './text.ts';

type Steps = CardElement & { type: 'steps' };

/** The steps below each other, at most as many as the one folding rule lets a card have. */
export function stepLines(element: Steps): CardElementArray {
  const { steps, folded } = foldedOf(element);
  return [...steps.map(stepLine), ...paragraph(literal(folded ?? '', quiet))];
}

/** Whoever made the card may have folded its steps already. */
function foldedOf(element: Steps): Steps {
  const folded = foldSteps(element.steps);
  return folded.type === 'steps' && folded.folded !== undefined ? folded : element;
}

function stepLine({ name, state, duration, note }: StepLine): IColumnSet {
  const took = duration === undefined ? [] : literal(showDuration(duration), quiet);
  return {
    type: 'ColumnSet',
    spacing: 'Small',
    columns: [
      { type: 'Column', width: '18px', items: paragraph([markOf(state)]) },
      {
        type: 'Column',
        width: 'stretch',
        spacing: 'None',
        items: [...paragraph(literal(name)), ...paragraph(literal(note ?? '', quiet), 'None')],
      },
      {
        type: 'Column',
        width: 'auto',
        spacing: 'Small',
        items: paragraph(dotted([wordsOf(state, { size: 'Small' }), took])),
      },
    ],
  };
}
