import type { ITextBlock, Spacing } from '@microsoft/teams.cards';

/** The first and the last moment that Teams' date functions can read: they want years of four digits. */
const [first, last] = [Date.UTC(1, 0), Date.UTC(9999, 11, 31)];

/** Whether a moment (milliseconds since 1970) can be shown at all. */
export function canBeShown(at: number): boolean {
  return at >= first && at <= last;
}

/**
 * A moment in the reader's zone and language, on a line of its own: in a RichTextBlock Teams shows the function's text
 * instead (AdaptiveCards#6194, msteams-docs#8030), and in columns it tears the layout apart on iOS (msteams-docs#8030).
 */
export function momentBlock(at: number, spacing: Spacing): ITextBlock {
  const iso = `${new Date(at).toISOString().slice(0, 19)}Z`;
  return {
    type: 'TextBlock',
    text: `{{DATE(${iso}, SHORT)}} {{TIME(${iso})}}`,
    wrap: true,
    isSubtle: true,
    size: 'Small',
    spacing,
  };
}
