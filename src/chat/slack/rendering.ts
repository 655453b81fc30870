import type { Outgoing } from '../platform.ts';
import { fallbackText } from './render/fallback-text.ts';
import type { renderForSlack } from './render/render.ts';

/** How a run's steps are shown. */
export type Progress = 'classic' | 'plan';

/** Makes a message of a card: all its text is escaped. */
export type RenderForSlack = typeof renderForSlack;

/** A message as Slack takes it. */
export type SlackContent = ReturnType<RenderForSlack>;

/** Characters of a message's text that an edit takes. */
const longestText = 4_000;

/** A message without blocks: the card's text, and whatever else only the blocks say. */
export function asText(message: Outgoing): SlackContent {
  const repeat = message.isRepeat === true ? 'This message may have been shown before.\n' : '';
  return { blocks: [], text: cut(`${repeat}${fallbackText(message)}`) };
}

/** Cut where Slack would refuse it. */
export function cut(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText - 1)}…`;
}
