import type { IRichTextBlock, ITextRun } from '@microsoft/teams.cards';
import { allowedLink } from '../../shared/allowed-link.ts';
import { type Look, literal, paragraph, quiet } from './text.ts';

/** Longer addresses are none that we made. */
const longestLink = 2_000;

/** The address to link, when it may be linked. */
export function linkable(url: string, hosts: ReadonlySet<string>): string | undefined {
  return allowedLink(url, hosts, longestLink);
}

/** A link where it may be one, and otherwise the address to read. */
export function linkLine(label: string, url: string, hosts: ReadonlySet<string>): IRichTextBlock[] {
  const href = linkable(url, hosts);
  const words = label.trim() === '' ? url : label;
  if (href === undefined) return paragraph([...literal(`${words}: `, quiet), ...literal(url)]);
  return paragraph(linkRuns(words, href));
}

/** Words that lead to an address that may be linked. */
export function linkRuns(words: string, href: string, look: Look = {}): ITextRun[] {
  const selectAction = { type: 'Action.OpenUrl', url: href } as const;
  return literal(words, { ...look, color: 'Accent', underline: true, selectAction });
}
