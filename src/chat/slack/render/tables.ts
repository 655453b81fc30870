import type { KnownBlock, RichTextBlock, TableBlock } from '@slack/types';
import type { CardElement, Cell } from '../../../cards/card.ts';
import { cellWords } from '../../../cards/plain-text.ts';
import { layTable } from '../../../cards/text-layout.ts';
import { firstWithin } from './budget.ts';
import { linkable } from './links.ts';
import { contextBlocks } from './people-and-times.ts';
import { heading, richText, words } from './words.ts';

type Table = CardElement & { type: 'table' };

/** What drawing a cell needs to know besides it. */
interface CellDrawing {
  linkHosts: ReadonlySet<string>;
  nameOf(key: string): string;
}

/** What drawing a table needs to know besides it. */
interface TableDrawing extends CellDrawing {
  /** Slack takes one table in a message. */
  table: CardElement | undefined;
}

/** What of a cell is read, and where it leads. */
interface DrawnCell {
  text: string;
  url?: string;
}

/** What Slack takes as one table. */
const most = { rows: 100, columns: 20 };

/** Longest text in a cell, and columns of a screen for tables that are laid out by hand. */
const longest = { cell: 200, line: 80 };

/** The first table as one of Slack's; the others are laid out in letters of one width. */
export function tableBlocks(table: Table, room: number, drawing: TableDrawing): KnownBlock[] {
  const isFirst = table === drawing.table;
  const width = Math.min(longest.cell, room);
  const { rows, more } = drawnRows(table, room, (cell) =>
    isFirst ? drawnCell(cell, width, drawing) : { text: words(cellWords(cell, drawing.nameOf), width) },
  );
  const rest = contextBlocks(more > 0 ? [`+${more} more`] : [], room);
  if (rows.every((row) => row.length === 0)) return richText(heading(table.title));
  if (isFirst) return [...richText(heading(table.title)), nativeTable(rows), ...rest];
  const text = layTable(
    rows.map((row) => row.map((cell) => cell.text)),
    longest.line,
  ).join('\n');
  const laid: RichTextBlock['elements'] =
    text.trim() === '' ? [] : [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }];
  return [...richText([...heading(table.title), ...laid]), ...rest];
}

/** The head and as many rows as fit, all of the same length. */
function drawnRows(
  { columns, rows }: Table,
  room: number,
  drawn: (cell: Cell) => DrawnCell,
): { rows: readonly DrawnCell[][]; more: number } {
  const count = Math.min(most.columns, Math.max(columns.length, ...rows.slice(0, most.rows).map((row) => row.length)));
  const all = [columns, ...rows.slice(0, most.rows - 1)].map((row) =>
    Array.from({ length: count }, (_, at) => drawn(row[at] ?? '')),
  );
  const { kept } = firstWithin(all, room, (row) => row.reduce((sum, { text }) => sum + text.length, 0));
  return { rows: kept, more: rows.length - kept.length + 1 };
}

/** An address that may not be linked is shown as what it is. */
export function drawnCell(cell: Cell, width: number, { linkHosts, nameOf }: CellDrawing): DrawnCell {
  const text = words(cellWords(cell, nameOf), width);
  if (typeof cell === 'string' || 'person' in cell) return { text };
  const url = linkable(cell.link, linkHosts);
  if (url === undefined) return { text };
  const label = words(cell.label, width);
  return { text: label.trim() === '' ? text : label, url };
}

function nativeTable(rows: readonly (readonly DrawnCell[])[]): KnownBlock {
  const columns = rows[0]?.length ?? 0;
  return {
    type: 'table',
    rows: rows.map((row) => row.map(nativeCell)),
    column_settings: Array.from({ length: columns }, (_, at) => ({ align: 'left', is_wrapped: at === columns - 1 })),
  };
}

function nativeCell({ text, url }: DrawnCell): TableBlock['rows'][number][number] {
  // Slack refuses empty cells.
  if (url === undefined) return { type: 'raw_text', text: text === '' ? ' ' : text };
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'link', url, text }] }] };
}
