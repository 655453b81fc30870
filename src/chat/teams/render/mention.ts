import type { IMention, ITextBlock } from '@microsoft/teams.cards';

/** A person of our own tenant: Teams' keys of people have no tenant in them, the app serves only one. */
const ours = /^teams:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** Who is to be notified, when it is somebody whom Teams knows. `key` is never taken from a card's text. */
export function mentionOf(key: string | undefined, nameOf: (key: string) => string | undefined): IMention[] {
  const [, id] = ours.exec(key ?? '') ?? [];
  if (key === undefined || id === undefined) return [];
  const name = harmless(nameOf(key) ?? '') || 'colleague';
  return [{ type: 'mention', text: `<at>${name}</at>`, mentioned: { id, name } }];
}

/** The one place where markdown is read: a mention takes effect in a TextBlock only. */
export function mentionBlocks(mentions: readonly IMention[]): ITextBlock[] {
  return mentions.map(({ text = '' }) => ({ type: 'TextBlock', text, wrap: true }));
}

/** People choose their names, and in a TextBlock a name could be markup or a link: only letters and what joins them stay. */
function harmless(name: string): string {
  return name
    .replace(/[^\p{L}\p{M}\p{N} .'’-]/gu, ' ')
    .replace(/\.(?=\S)|(?<![\p{L}\p{N}])[-.'’]+/gu, ' ')
    .replace(/ +/g, ' ')
    .trim()
    .slice(0, 60)
    .toWellFormed()
    .trim();
}
