import type { KnownBlock, RichTextSection } from '@slack/types';
import type { CardElement } from '../../../cards/card.ts';
import { sentenceWords } from '../../../cards/plain-text.ts';
import { firstWithin } from './budget.ts';
import type { ButtonBlocks } from './buttons.ts';
import { linkable } from './links.ts';
import { contextBlocks, type NameOf, named } from './people-and-times.ts';
import { stepBlocks } from './steps.ts';
import { drawnCell, tableBlocks } from './tables.ts';
import { heading, literal, type Piece, richText, section, words } from './words.ts';

/** What drawing needs to know besides the element. */
export interface Drawing {
  linkHosts: ReadonlySet<string>;
  buttons: ButtonBlocks;
  /** Slack takes one table in a message. */
  table: CardElement | undefined;
  /** The steps to draw as a plan. */
  plan: CardElement | undefined;
  nameOf: NameOf;
}

/** Longest pieces of what is counted in lines. */
const longest = { text: 3_000, item: 500, label: 100, value: 500, line: 1_000, factLine: 80 };

/** The blocks of one element, with about `room` characters of text. What is left out is said. */
export function elementBlocks(element: CardElement, room: number, drawing: Drawing): KnownBlock[] {
  switch (element.type) {
    case 'text':
      return textBlocks([sentenceWords(element.text, drawing.nameOf)], room);
    case 'context':
      return contextBlocks(named(element.parts, drawing.nameOf), room);
    case 'progress':
      return richText(
        section([[literal(`${bar(element.done, element.total)} ${element.words}`, Math.min(room, 300))]]),
      );
    case 'steps':
      return stepBlocks(element, room);
    case 'facts':
      return factBlocks(element, room);
    case 'table':
      return tableBlocks(element, room, drawing);
    case 'list':
      return listBlocks(element, room, drawing);
    case 'preformatted':
      return preformattedBlocks(element, room);
    case 'copyable':
      return richText(
        section([[...label(element.label), literal(element.line, Math.min(room, 1_000), { code: true })]]),
      );
    case 'link':
      return linkBlocks(element, drawing.linkHosts);
    case 'buttons':
      return drawing.buttons.get(element) ?? [];
    default:
      return element satisfies never;
  }
}

/** Texts below each other. */
export function textBlocks(texts: readonly string[], room: number): KnownBlock[] {
  const most = Math.min(room, longest.text);
  const { kept, more } = firstWithin(texts, room, ({ length }) => Math.min(length, most));
  return richText(section([...kept.map((text) => [literal(text, most)]), moreLine(more)]));
}

/** Ten columns, filled in proportion; the counts always stand beside it. */
function bar(done: number, total: number): string {
  const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
  const filled = Number.isNaN(share) ? 0 : Math.floor(share * 10);
  return '■'.repeat(filled) + '□'.repeat(10 - filled);
}

function label(text: string): Piece[] {
  const shown = words(text, longest.label);
  return shown.trim() === '' ? [] : [literal(`${shown}: `, longest.label + 2)];
}

/** Short facts stand beside each other: a card that is edited in place should not push the talk away. */
function factBlocks({ title, facts }: CardElement & { type: 'facts' }, room: number): KnownBlock[] {
  const { kept, more } = firstWithin(
    facts,
    room,
    ({ label: name, value }) => Math.min(name.length, longest.label) + Math.min(value.length, longest.value),
  );
  const lines = kept.map((fact) => [...label(fact.label), literal(fact.value, Math.min(room, longest.value))]);
  const length = kept.reduce((sum, fact) => sum + fact.label.length + fact.value.length, 0);
  if (more > 0 || length > longest.factLine)
    return richText([...heading(title), ...section([...lines, moreLine(more)])]);
  const line = lines.flatMap((pieces, at) => (at === 0 ? pieces : [literal(' · ', 3), ...pieces]));
  const name = literal(title ?? '', longest.label, { bold: true });
  return richText(section([name && line.length > 0 ? [name, literal('  ', 2), ...line] : [name, ...line]]));
}

function listBlocks({ title, items }: CardElement & { type: 'list' }, room: number, drawing: Drawing): KnownBlock[] {
  const drawn = items.map((item) => drawnCell(item, Math.min(room, longest.item), drawing));
  const { kept, more } = firstWithin(drawn, room, ({ text }) => text.length);
  const lines = kept.map(({ text, url }) => (text === '' ? [] : [linked(text, url)]));
  const elements: RichTextSection[] = [...lines, moreLine(more)].flatMap((line) => section([line]));
  return richText([
    ...heading(title),
    ...(elements.length === 0 ? [] : [{ type: 'rich_text_list', style: 'bullet', elements } as const]),
  ]);
}

function linked(text: string, url: string | undefined): Piece {
  return url === undefined ? { type: 'text', text } : { type: 'link', url, text };
}

/** The last lines are kept: a log tells at its end what went wrong. */
function preformattedBlocks({ title, lines }: CardElement & { type: 'preformatted' }, room: number): KnownBlock[] {
  const most = Math.min(room, longest.line);
  const { kept, more } = firstWithin(lines.toReversed(), room, ({ length }) => Math.min(length, most) + 1);
  const text = kept
    .toReversed()
    .map((line) => words(line, most))
    .join('\n');
  return [
    ...richText(heading(title)),
    ...contextBlocks(more > 0 ? [`the ${more === 1 ? 'line' : `${more} lines`} before are not shown`] : [], room),
    ...richText(text.trim() === '' ? [] : [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }]),
  ];
}

/** An address that may not be linked is shown as what it is. */
function linkBlocks({ label: name, url }: CardElement & { type: 'link' }, hosts: ReadonlySet<string>): KnownBlock[] {
  const allowed = linkable(url, hosts);
  if (allowed === undefined) return richText(section([[...label(name), literal(url, 1_000, { code: true })]]));
  const text = words(name, longest.label);
  return richText(section([[{ type: 'link', url: allowed, ...(text.trim() !== '' && { text }) }]]));
}

function moreLine(count: number): Piece[] {
  return count > 0 ? [literal(`+${count} more`, 30)] : [];
}
