import type { IRichTextBlock, ITextRun, Spacing } from '@microsoft/teams.cards';

/** How a piece of text looks. */
export type Look = Omit<ITextRun, 'type' | 'text'>;

export const quiet = { isSubtle: true, size: 'Small' } as const satisfies Look;
export const bold = { weight: 'Bolder' } as const satisfies Look;
export const mono = { fontType: 'Monospace' } as const satisfies Look;

/**
 * Untrusted text, shown as it is. A run of a RichTextBlock knows no markdown; `{{DATE(…)}}` and `${rs:…}` do take effect
 * in it, so their first two characters never stand in one run. Spaces that HTML would swallow become ones that it keeps.
 */
export function literal(text: string, look: Look = {}): ITextRun[] {
  if (text === '') return [];
  const kept = text.replace(/^ | (?= )/g, '\u00a0');
  return kept.split(/(?<=[{$])(?=\{)/).map((piece) => ({ type: 'TextRun', text: piece, ...look }));
}

/** A paragraph of these runs; none where there is nothing to read. */
export function paragraph(runs: readonly ITextRun[], spacing?: Spacing): IRichTextBlock[] {
  if (runs.length === 0) return [];
  return [{ type: 'RichTextBlock', ...(spacing && { spacing }), inlines: [...runs] }];
}

/** Pieces of a line with a dot between them; empty ones are left out. */
export function dotted(pieces: readonly (readonly ITextRun[])[]): ITextRun[] {
  return pieces
    .filter(({ length }) => length > 0)
    .flatMap((runs, at) => (at === 0 ? runs : [{ type: 'TextRun', text: '\u00a0· ', ...quiet } as const, ...runs]));
}

/** A title over what follows. */
export function heading(title: string | undefined): IRichTextBlock[] {
  return paragraph(literal(title ?? '', bold));
}

/** Characters of the longest word: where it does not fit into a column, it runs over the next one. */
export function longestWord(texts: readonly string[]): number {
  return texts.reduce(
    (most, text) => text.split(/[\s-]/).reduce((longest, { length }) => Math.max(longest, length), most),
    0,
  );
}
