import type { TeamsActivity } from './payloads.ts';

/** What somebody typed. */
export interface SaidText {
  /** Pipehand is mentioned in it. */
  isForUs: boolean;
  /** The other people who are mentioned, as the Connector calls them. */
  people: readonly string[];
  /** The line, with these people as `keyOf` names them. */
  line(keyOf: (person: string) => string): string;
}

interface Mention {
  from: number;
  to: number;
  id: string;
}

/**
 * What somebody typed, from what Teams sends of it. Teams itself says where the mentions stand: everything that only looks
 * like one is part of the line. What people typed comes encoded as in HTML.
 */
export function saidText({ text, entities, recipient }: TeamsActivity): SaidText {
  const raw = text ?? '';
  const mentions = mentionsIn(raw, entities ?? []);
  return {
    isForUs: mentions.some(({ id }) => id === recipient.id),
    people: mentions.filter(({ id }) => id !== recipient.id).map(({ id }) => id),
    line(keyOf) {
      const parts: string[] = [];
      let copied = 0;
      for (const { from, to, id } of mentions) {
        parts.push(decoded(raw.slice(copied, from)), id === recipient.id ? ' ' : keyOf(id));
        copied = to;
      }
      parts.push(decoded(raw.slice(copied)));
      return parts.join('').trim();
    },
  };
}

/** Each mention at the first place where its text stands and no other mention does. */
function mentionsIn(raw: string, entities: NonNullable<TeamsActivity['entities']>): readonly Mention[] {
  const searchedTo = new Map<string, number>();
  const found: Mention[] = [];
  for (const { type, text, mentioned } of entities) {
    if (type !== 'mention' || mentioned == null || text == null || text === '') continue;
    const from = raw.indexOf(text, searchedTo.get(text) ?? 0);
    if (from < 0) continue;
    const to = from + text.length;
    searchedTo.set(text, to);
    if (found.every((other) => to <= other.from || from >= other.to)) found.push({ from, to, id: mentioned.id });
  }
  return found.sort((one, other) => one.from - other.from);
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' };

function decoded(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,4}));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return named[name.toLowerCase()] ?? whole;
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    const isLetter = point > 0 && point <= 0x10_ffff && (point < 0xd800 || point > 0xdfff);
    return isLetter ? String.fromCodePoint(point).replace('\u00a0', ' ') : whole;
  });
}

/** What people say first to a bot, and what they mean by it; nothing at all is a question as well. */
export function withoutGreeting(line: string): string {
  return /^(?:(?:hi|hello|hey|help)[\s!.?]*)?$/i.test(line) ? 'help' : line;
}
