import type { CardElementArray, ITextRun } from '@microsoft/teams.cards';
import type { Card, CardElement, LinePart } from '../../../cards/card.ts';
import { sentenceWords } from '../../../cards/plain-text.ts';
import { linkLine } from './links.ts';
import { barColorOf } from './marks.ts';
import { momentBlock } from './moments.ts';
import { factLines, listLines, tableLines } from './rows.ts';
import { stepLines } from './steps.ts';
import { dotted, heading, literal, mono, paragraph, quiet } from './text.ts';

/** What drawing an element needs beside it. */
export interface Drawing {
  state: Card['state'];
  linkHosts: ReadonlySet<string>;
  nameOf(key: string): string;
}

/** One element of a card; its buttons stand at the end of the card and are drawn there. */
export function drawElement(element: CardElement, drawing: Drawing): CardElementArray {
  switch (element.type) {
    case 'text':
      return paragraph(literal(sentenceWords(element.text, drawing.nameOf)));
    case 'context':
      return contextLines(element.parts, drawing);
    case 'progress':
      return progressLines(element, drawing);
    case 'steps':
      return stepLines(element);
    case 'facts':
      return factLines(element);
    case 'table':
      return tableLines(element, drawing);
    case 'list':
      return listLines(element, drawing);
    case 'preformatted':
      return preformattedLines(element);
    case 'copyable':
      return paragraph([...literal(`${element.label}: `, quiet), ...literal(element.line, mono)]);
    case 'link':
      return linkLine(element.label, element.url, drawing.linkHosts);
    case 'buttons':
      return [];
    default:
      return element satisfies never;
  }
}

/** Words beside each other; a moment stands on its own line, in its place. */
function contextLines(parts: readonly LinePart[], { nameOf }: Drawing): CardElementArray {
  const lines: CardElementArray = [];
  let said: ITextRun[][] = [];
  const spacing = () => (lines.length === 0 ? 'Small' : 'None');
  const endLine = () => {
    lines.push(...paragraph(dotted(said), spacing()));
    said = [];
  };
  for (const part of parts) {
    if (typeof part === 'string') said.push(literal(part, quiet));
    else if ('person' in part) said.push(literal(nameOf(part.person), quiet));
    else {
      endLine();
      lines.push(momentBlock(part.at, spacing()));
    }
  }
  endLine();
  return lines;
}

function progressLines(
  { done, total, words }: CardElement & { type: 'progress' },
  { state }: Drawing,
): CardElementArray {
  const color = barColorOf(state);
  const filled = total === 0 ? 0 : Math.floor((done / total) * 20);
  const drawn = `${'▓'.repeat(filled)}${'░'.repeat(20 - filled)}`;
  const fallback = { type: 'RichTextBlock', inlines: literal(drawn, { color, ...mono }) } as const;
  const bar = { type: 'ProgressBar', value: done, max: total, color, fallback } as const;
  return [...(total > 0 ? [bar] : []), ...paragraph(literal(words, quiet), 'Small')];
}

/** One block for each line: in a run, a line break is a space on some clients. */
function preformattedLines({ title, lines }: CardElement & { type: 'preformatted' }): CardElementArray {
  const look = { ...mono, size: 'Small' } as const;
  const items = lines.flatMap((line) => paragraph(literal(line === '' ? '\u00a0' : line, look), 'None'));
  const box = { type: 'Container', style: 'emphasis', spacing: 'Small', items } as const;
  return [...heading(title), ...(items.length === 0 ? [] : [box])];
}
