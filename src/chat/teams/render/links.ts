import type { IRichTextBlock, ITextRun } from '@microsoft/teams.cards';
import { type Look, literal, paragraph, quiet } from './text.ts';

/** Longer addresses are none that we made. */
const longestLink = 2_000;

/**
 * The address as a browser will understand it, when a link to it may be shown: https, one of these hosts (with the port
 * where it is not the usual one), no user name or password.
 */
export function allowedLink(url: string, hosts: ReadonlySet<string>): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, host, username, password, href } = new URL(url);
  const isOurs = protocol === 'https:' && hosts.has(host) && username === '' && password === '';
  return isOurs && href.length <= longestLink ? href : undefined;
}

/** A link where it may be one, and otherwise the address to read. */
export function linkLine(label: string, url: string, hosts: ReadonlySet<string>): IRichTextBlock[] {
  const href = allowedLink(url, hosts);
  const words = label.trim() === '' ? url : label;
  if (href === undefined) return paragraph([...literal(`${words}: `, quiet), ...literal(url)]);
  return paragraph(linkRuns(words, href));
}

/** Words that lead to an address that may be linked. */
export function linkRuns(words: string, href: string, look: Look = {}): ITextRun[] {
  const selectAction = { type: 'Action.OpenUrl', url: href } as const;
  return literal(words, { ...look, color: 'Accent', underline: true, selectAction });
}
