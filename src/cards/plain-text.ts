import type { StatusGroup } from '../pipelines/status.ts';
import { showDuration, showUtc } from '../show.ts';
import { visible } from '../visible.ts';
import type { Card, CardElement, Cell, LinePart, Sentence, State, StepLine } from './card.ts';
import { columnsFit, layTable, shorten, widthOf, wrap } from './text-layout.ts';

/** What a piece of text is, for a reader that has colours. */
export type Tone = StatusGroup | 'title' | 'quiet' | 'copyable';

/** How lines are made for one reader. */
export interface TextStyle {
  /** Columns of the screen; longer lines are wrapped. */
  width: number;
  paint(tone: Tone, text: string): string;
  showTime(at: number): string;
  showPerson(key: string): string;
}

/** One mark for each state; the words always stand beside it. */
const marks: Readonly<Record<StatusGroup, string>> = {
  succeeded: '✓',
  failed: '✗',
  running: '▶',
  waiting: '○',
  canceled: '–',
};

/** The complete text of a card: the fallback everywhere, and what the terminal shows. */
export function cardLines(card: Card, style: TextStyle): string[] {
  const title = style.paint('title', safe(card.title));
  const head = card.state ? `${title}  ${paintState(card.state, style)}` : title;
  return [...wrap(head, style.width), ...card.elements.flatMap((element) => elementLines(element, style))];
}

/** A card as text without colours, with times in UTC: what goes into a pipe, a log or a notification. */
export function plainText(card: Card): string {
  const style: TextStyle = {
    width: 100,
    paint: (_tone, text) => text,
    showTime: showUtc,
    showPerson: (key) => key,
  };
  return `${cardLines(card, style).join('\n')}\n`;
}

function elementLines(element: CardElement, style: TextStyle): string[] {
  const { width } = style;
  switch (element.type) {
    case 'text':
      return wrap(safe(sentenceWords(element.text, style.showPerson)), width);
    case 'context': {
      const line = element.parts.map((part) => partText(part, style)).join(' · ');
      return wrap(line, width).map((text) => style.paint('quiet', text));
    }
    case 'progress':
      return wrap(`${bar(element.done, element.total)} ${safe(element.words)}`, width);
    case 'steps':
      return [
        ...stepLines(element.steps, style),
        ...(element.folded === undefined ? [] : [`  ${safe(element.folded)}`]),
      ];
    case 'facts':
      return titled(
        element.title,
        style,
        layTable(
          element.facts.map(({ label, value }) => [`  ${safe(label)}`, safe(value)]),
          width,
        ),
      );
    case 'table':
      return titled(element.title, style, tableLines(element.columns, element.rows, style));
    case 'list':
      return titled(
        element.title,
        style,
        element.items.flatMap((item) =>
          wrap(safe(cellWords(item, style.showPerson)), width - 2).map((text) => `  ${text}`),
        ),
      );
    case 'preformatted':
      return titled(
        element.title,
        style,
        element.lines.map((line) => `  ${safe(line)}`),
      );
    case 'copyable':
      return wrap(`${safe(element.label)}: ${style.paint('copyable', safe(element.line))}`, width);
    case 'link':
      return [`${safe(element.label)}: ${safe(element.url)}`];
    case 'buttons':
      return buttonLines(element, style);
    default:
      return element satisfies never;
  }
}

function partText(part: LinePart, style: TextStyle): string {
  if (typeof part === 'string') return safe(part);
  return 'at' in part ? style.showTime(part.at) : safe(style.showPerson(part.person));
}

/** A sentence in letters only. */
export function sentenceWords(text: Sentence, showPerson: (key: string) => string): string {
  if (typeof text === 'string') return text;
  return text.map((piece) => (typeof piece === 'string' ? piece : showPerson(piece.person))).join('');
}

/** A cell in letters only: an address stands behind its words. */
export function cellWords(cell: Cell, showPerson: (key: string) => string): string {
  if (typeof cell === 'string') return cell;
  if ('person' in cell) return showPerson(cell.person);
  return safe(cell.label).trim() === '' ? cell.link : `${cell.label} (${cell.link})`;
}

/** Ten columns, filled in proportion; the counts always stand beside it. */
function bar(done: number, total: number): string {
  const share = total > 0 && done > 0 ? Math.min(1, done / total) : 0;
  const filled = Math.floor(share * 10);
  return '▓'.repeat(filled) + '░'.repeat(10 - filled);
}

function paintState({ group, words }: State, style: TextStyle): string {
  return style.paint(group, safe(words));
}

function stepLines(steps: readonly StepLine[], style: TextStyle): string[] {
  const names = Math.min(40, Math.max(0, ...steps.map(({ name }) => widthOf(safe(name)))));
  const states = Math.max(0, ...steps.map(({ state }) => state.words.length));
  return steps.map(({ name, state, duration, note }) => {
    const shown = shorten(safe(name), names);
    const padded = shown + ' '.repeat(names - widthOf(shown));
    const time = duration === undefined ? '' : showDuration(duration);
    const words = `${marks[state.group]} ${padded}  ${style.paint(state.group, state.words.padEnd(states))}  ${time.padStart(9)}`;
    const line = note === undefined ? words : `${words}  ${safe(note)}`;
    return `  ${shorten(line.trimEnd(), style.width - 2)}`;
  });
}

function tableLines(columns: readonly string[], rows: readonly (readonly Cell[])[], style: TextStyle): string[] {
  const cells = rows.map((row) => row.map((cell) => safe(cellWords(cell, style.showPerson))));
  if (!columnsFit([columns, ...cells], style.width)) return layTable(cells, style.width);
  const [head = '', ...lines] = layTable([columns, ...cells], style.width);
  return [style.paint('quiet', head), ...lines];
}

/** Text opens no forms. */
function buttonLines({ buttons }: CardElement & { type: 'buttons' }, style: TextStyle): string[] {
  const lines = buttons.flatMap(({ line, opensForm }) => (opensForm ? [] : [style.paint('copyable', safe(line))]));
  return lines.length === 0 ? [] : wrap(`Next: ${lines.join(' · ')}`, style.width);
}

function titled(title: string | undefined, style: TextStyle, lines: readonly string[]): string[] {
  return title === undefined ? [...lines] : [style.paint('title', safe(title)), ...lines];
}

/** Longer pieces are cut; nothing a card is made of comes near it. */
const longestPiece = 10_000;

/** Untrusted text as it may stand on a screen: no escape, no control or text-turning character takes effect. */
function safe(text: string): string {
  return visible(text.replaceAll('\t', '    '), longestPiece);
}
