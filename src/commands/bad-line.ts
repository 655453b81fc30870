import { UserError } from '../errors.ts';
import { visible } from '../visible.ts';
import type { NormalText } from './normalize.ts';

/** A part of a line, in UTF-16 units: the first one and the one after the last. */
export interface Place {
  at: number;
  end: number;
}

/** Characters a caret shows around its place: the two lines fit a phone and a terminal. */
const shownBefore = 30;
const shownPlace = 40;
const shownAfter = 30;

/** A corrected line is offered whole up to this length; longer ones nobody reads before sending. */
const longestOffer = 300;

/**
 * The line around a place and, below it, `^^^` under the place. Columns are code points: a letter that a terminal
 * draws two cells wide still counts as one.
 */
export function caretUnder(line: string, { at, end }: Place): readonly string[] {
  const before = Array.from(visible(line.slice(Math.max(0, at - 2 * shownBefore), at), Number.POSITIVE_INFINITY));
  const shortened = at > 2 * shownBefore || before.length > shownBefore;
  const lead = shortened ? `…${before.slice(-shownBefore).join('')}` : before.join('');
  const place = visible(line.slice(at, end), shownPlace);
  const width = Math.max(1, Array.from(place).length);
  return [
    `${lead}${place}${visible(line.slice(end), shownAfter)}`,
    `${' '.repeat(Array.from(lead).length)}${'^'.repeat(width)}`,
  ];
}

/** The number people call a place by: code points before it, plus one. */
export function columnOf(line: string, at: number): number {
  return Array.from(line.slice(0, at)).length + 1;
}

/** The refusal of a line: what is wrong, the place under a caret, and the next act. */
export function badLine(line: string, place: Place, message: string, fix: string): UserError {
  return new UserError({ code: 'bad-line', message, details: caretUnder(line, place), fix });
}

/** The whole line with `instead` at the place, to be copied; only the replacement where the line cannot be shown exactly. */
export function didYouMean({ line, body }: NormalText, { at, end }: Place, instead: string): string {
  const offer = line.slice(0, at) + instead + line.slice(end);
  if (body === undefined && visible(offer, longestOffer) === offer) return offer;
  return `Write ${visible(instead, shownPlace)} instead of ${visible(line.slice(at, end), shownPlace)}.`;
}
