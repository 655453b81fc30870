import type { ContextBlockElement, KnownBlock, MrkdwnElement } from '@slack/types';
import type { LinePart } from '../../../cards/card.ts';
import { showUtc } from '../../../show.ts';
import { plain, words } from './words.ts';

/** Slack's id of a person with a key like `slack:T1/U1`; undefined for anybody else, and for what only looks like one. */
export function slackUser(key: string): string | undefined {
  return /^slack:[TE][A-Z0-9]{1,20}\/([UW][A-Z0-9]{1,20})$/.exec(key)?.[1];
}

/** How people are called in a message: by the name that is known, else by the last part of their key. */
export type NameOf = (key: string) => string;

/** The last moment that has a year of four digits. */
const lastMoment = 253_402_300_799_000;

/** A moment for readers without a zone. */
export function momentInUtc(at: number): string {
  return isMoment(at) ? showUtc(at) : 'an unknown time';
}

function isMoment(at: number): boolean {
  return at >= 0 && at <= lastMoment;
}

/** Texts that a context block takes, and parts of a line that we show. */
const mostTexts = 10;
const mostParts = 60;

/** Characters of a name that are shown. */
const longestName = 100;

/** A piece of a line, with people as the names they have. */
type NamedPart = Exclude<LinePart, { person: string }>;

/** The parts of a line with names for people: a mention here would notify them. */
export function named(parts: readonly LinePart[], nameOf: NameOf): NamedPart[] {
  return parts
    .slice(0, mostParts)
    .map((part) => (typeof part === 'object' && 'person' in part ? words(nameOf(part.person), longestName) : part));
}

/** A line that stands out less. The only `mrkdwn` of a message is made here, out of moments in the reader's zone. */
export function contextBlocks(parts: readonly NamedPart[], room: number): KnownBlock[] {
  const elements = joinWords(parts.slice(0, mostParts))
    .map((part) => contextElement(part, Math.min(room, 2_000)))
    .filter((element) => element !== undefined);
  const count = Math.ceil(elements.length / mostTexts);
  return Array.from({ length: count }, (_, at) => ({
    type: 'context',
    elements: elements.slice(at * mostTexts, (at + 1) * mostTexts),
  }));
}

/** Words that follow each other become one piece. */
function joinWords(parts: readonly NamedPart[]): NamedPart[] {
  const joined: NamedPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = `${last} · ${part}`;
    else joined.push(part);
  }
  return joined;
}

function contextElement(part: NamedPart, max: number): ContextBlockElement | undefined {
  if (typeof part === 'string') return plain(part, max);
  return isMoment(part.at) ? markup(dateOf(part.at)) : plain(momentInUtc(part.at), max);
}

function dateOf(at: number): string {
  return `<!date^${Math.floor(at / 1000)}^{date_short_pretty} at {time}|${showUtc(at)}>`;
}

function markup(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text, verbatim: true };
}
