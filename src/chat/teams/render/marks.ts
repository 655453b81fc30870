import type { IProgressBar, ITextRun, TextColor } from '@microsoft/teams.cards';
import type { State } from '../../../cards/card.ts';
import type { StatusGroup } from '../../../pipelines/status.ts';
import { type Look, literal } from './text.ts';

/** One mark and one colour for each state; the words always stand beside them. None of these is an emoji anywhere. */
const marks = {
  succeeded: { mark: '✓', color: 'Good', bar: 'Good' },
  failed: { mark: '✗', color: 'Attention', bar: 'Attention' },
  running: { mark: '►', color: 'Accent', bar: 'Accent' },
  waiting: { mark: '○', color: 'Default', bar: 'Accent' },
  canceled: { mark: '–', color: 'Warning', bar: 'Warning' },
} as const satisfies Record<StatusGroup, { mark: string; color: TextColor; bar: NonNullable<IProgressBar['color']> }>;

/** The mark of a state, for the front of a line. */
export function markOf({ group }: State): ITextRun {
  const { mark, color } = marks[group];
  return { type: 'TextRun', text: mark, color, weight: 'Bolder' };
}

/** The words of a state, in its colour. */
export function wordsOf({ group, words }: State, look: Look = {}): ITextRun[] {
  return literal(words, { color: marks[group].color, ...look });
}

export function barColorOf(state: State | undefined): NonNullable<IProgressBar['color']> {
  return state ? marks[state.group].bar : 'Accent';
}
