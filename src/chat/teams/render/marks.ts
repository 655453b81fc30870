import type { IProgressBar, ITextRun } from '@microsoft/teams.cards';
import type { State } from '../../../cards/card.ts';
import type { StatusGroup } from '../../../pipelines/status.ts';
import { type Look, literal } from './text.ts';

type BarColor = NonNullable<IProgressBar['color']>;

/** One mark and one colour for each state; the words always stand beside them. None of these is an emoji anywhere. */
const marks = {
  succeeded: { mark: '✓', look: { color: 'Good' }, bar: 'Good' },
  failed: { mark: '✗', look: { color: 'Attention' }, bar: 'Attention' },
  running: { mark: '►', look: { color: 'Accent' }, bar: 'Accent' },
  waiting: { mark: '○', look: { isSubtle: true }, bar: 'Accent' },
  canceled: { mark: '–', look: { isSubtle: true }, bar: 'Warning' },
} as const satisfies Record<StatusGroup, { mark: string; look: Look; bar: BarColor }>;

/** The mark of a state, for the front of a line. */
export function markOf({ group }: State): ITextRun {
  const { mark, look } = marks[group];
  return { type: 'TextRun', text: mark, weight: 'Bolder', ...look };
}

/** The words of a state, in its colour. */
export function wordsOf({ group, words }: State, look: Look = {}): ITextRun[] {
  return literal(words, { ...marks[group].look, ...look });
}

export function barColorOf(state: State | undefined): BarColor {
  return state ? marks[state.group].bar : 'Accent';
}
