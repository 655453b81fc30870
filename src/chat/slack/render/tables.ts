import type { KnownBlock, RichTextBlock } from '@slack/types';
import type { CardElement } from '../../../cards/card.ts';
import { layTable } from '../../../cards/text-layout.ts';
import { firstWithin } from './budget.ts';
import { contextBlocks } from './people-and-times.ts';
import { heading, richText, words } from './words.ts';

type Table = CardElement & { type: 'table' };

/** What Slack takes as one table. */
const most = { rows: 100, columns: 20 };

/** Longest text in a cell, and columns of a screen for tables that are laid out by hand. */
const longest = { cell: 200, line: 80 };

/** Slack takes one table in a message; the others are laid out in letters of one width. */
export function tableBlocks(table: Table, room: number, isFirst: boolean): KnownBlock[] {
  const { rows, more } = cellsOf(table, room);
  const rest = contextBlocks(more > 0 ? [`+${more} more`] : [], room);
  if (rows.every((row) => row.length === 0)) return richText(heading(table.title));
  if (isFirst) return [...richText(heading(table.title)), nativeTable(rows), ...rest];
  const text = layTable(rows, longest.line).join('\n');
  const laid: RichTextBlock['elements'] =
    text.trim() === '' ? [] : [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }];
  return [...richText([...heading(table.title), ...laid]), ...rest];
}

/** The head and as many rows as fit, all of the same length. */
function cellsOf({ columns, rows }: Table, room: number): { rows: string[][]; more: number } {
  const count = Math.min(most.columns, Math.max(columns.length, ...rows.slice(0, most.rows).map((row) => row.length)));
  const width = Math.min(longest.cell, room);
  const all = [columns, ...rows.slice(0, most.rows - 1)].map((row) =>
    Array.from({ length: count }, (_, at) => words(row[at] ?? '', width)),
  );
  const { kept } = firstWithin(all, room, (row) => row.reduce((sum, cell) => sum + cell.length, 0));
  return { rows: [...kept], more: rows.length - kept.length + 1 };
}

function nativeTable(rows: readonly (readonly string[])[]): KnownBlock {
  const columns = rows[0]?.length ?? 0;
  return {
    type: 'table',
    // Slack refuses empty cells.
    rows: rows.map((row) => row.map((cell) => ({ type: 'raw_text', text: cell === '' ? ' ' : cell }))),
    column_settings: Array.from({ length: columns }, (_, at) => ({ align: 'left', is_wrapped: at === columns - 1 })),
  };
}
