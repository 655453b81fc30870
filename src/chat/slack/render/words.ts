import type { PlainTextElement, RichTextBlock, RichTextElement, RichTextSection } from '@slack/types';
import { visible } from '../../../visible.ts';

/**
 * Untrusted text as it may stand in a block: invisible and text-turning characters are written out, and it is cut to
 * `max` characters. Every text of a card goes through here, and none of it ever into `mrkdwn`: nothing in it is markup.
 */
export function words(text: string, max: number): string {
  const head = text.length > max * 8 ? wellFormed(text.slice(0, max * 8)) : text;
  const shown = cutTo(visible(head.replaceAll('\t', '    '), max), max);
  // Marks that are left out can make the head of a long text short.
  return head === text || shown.endsWith('…') ? shown : cutTo(`${shown}…`, max);
}

/** At most `max` characters as Slack and JSON count them, where many a letter is two; a cut ends in an ellipsis. */
export function cutTo(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${wellFormed(text.slice(0, Math.max(0, max - 1)))}…`.slice(0, max);
}

/** The text without the half of a letter that a cut left at its end. */
function wellFormed(text: string): string {
  return text.isWellFormed() ? text : text.slice(0, -1);
}

/** Text in which neither markup nor `:emoji:` takes effect; undefined where there is nothing to read, which Slack refuses. */
export function plain(text: string, max: number): PlainTextElement | undefined {
  const shown = words(text, max);
  return shown.trim() === '' ? undefined : { type: 'plain_text', text: shown, emoji: false };
}

/** A piece of a line. Slack takes the text of these pieces literally. */
export type Piece = RichTextElement | undefined;

/** Untrusted text as a piece of a line; undefined where it is empty. */
export function literal(text: string, max: number, style?: { bold?: true; code?: true }): Piece {
  const shown = words(text, max);
  return shown === '' ? undefined : { type: 'text', text: shown, ...(style && { style }) };
}

/** A title over what follows. */
export function heading(title: string | undefined): RichTextSection[] {
  return title === undefined ? [] : section([[literal(title, 150, { bold: true })]]);
}

/** Lines below each other; none where there is nothing to read. */
export function section(lines: readonly (readonly Piece[])[]): RichTextSection[] {
  const full = lines.map((pieces) => pieces.filter((piece) => piece !== undefined)).filter(({ length }) => length > 0);
  const elements = full.flatMap((pieces, at) =>
    at === 0 ? pieces : [{ type: 'text', text: '\n' } satisfies RichTextElement, ...pieces],
  );
  return elements.length === 0 ? [] : [{ type: 'rich_text_section', elements }];
}

/** A block of these parts; none where there are no parts, which Slack refuses. */
export function richText(elements: RichTextBlock['elements']): RichTextBlock[] {
  return elements.length === 0 ? [] : [{ type: 'rich_text', elements }];
}
