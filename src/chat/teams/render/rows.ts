import type { CardElementArray, IColumnSet, ITextRun } from '@microsoft/teams.cards';
import type { CardElement, Cell } from '../../../cards/card.ts';
import { cellWords } from '../../../cards/plain-text.ts';
import { linkable, linkRuns } from './links.ts';
import { bold, dotted, heading, type Look, literal, longestWord, paragraph, quiet } from './text.ts';

/** What of a cell is read, and where it leads. */
interface DrawnCell {
  text: string;
  href?: string;
}

/** A table with cells that are ready to be drawn. */
interface DrawnTable {
  columns: readonly DrawnCell[];
  rows: readonly (readonly DrawnCell[])[];
}

/** What drawing a table or a list needs beside it. */
interface TableDrawing {
  linkHosts: ReadonlySet<string>;
  nameOf(key: string): string;
}

const unobtrusive = { isSubtle: true } as const;

/** Together the longest words of columns must not be longer to stand beside each other on a phone. */
const widestRow = 30;

/**
 * No Table and no FactSet: a FactSet reads markdown, and a Table whose columns differ in width is blank on phones
 * (AdaptiveCards#8853, msteams-docs#13108). Rows are ColumnSets, which every client has drawn from the beginning.
 */
export function factLines({ title, facts }: CardElement & { type: 'facts' }): CardElementArray {
  const names = longestWord(facts.map(({ label }) => label));
  const values = longestWord(facts.map(({ value }) => value));
  const lines: CardElementArray =
    names <= 12 && values <= 24
      ? facts.flatMap(({ label, value }) => columns([{ text: label }, { text: value }], [2, 5], [unobtrusive, {}]))
      : facts.flatMap(({ label, value }) =>
          paragraph([...literal(`${label}: `, unobtrusive), ...literal(value)], 'Small'),
        );
  return [...heading(title), ...lines];
}

/** Up to three narrow columns side by side; of more, which no phone can show, two lines for each row. */
export function tableLines(table: CardElement & { type: 'table' }, drawing: TableDrawing): CardElementArray {
  const drawn: DrawnTable = {
    columns: table.columns.map((text) => ({ text })),
    rows: table.rows.map((row) => row.map((cell) => drawnCell(cell, drawing))),
  };
  const rows = [drawn.columns, ...drawn.rows];
  const count = Math.max(...rows.map(({ length }) => length));
  const width = Array.from({ length: count }, (_, at) => longestWord(rows.map((row) => row[at]?.text ?? '')));
  const isNarrow = count <= 3 && width.reduce((sum, each) => sum + each, 0) <= widestRow;
  return [...heading(table.title), ...(isNarrow ? besides(drawn) : belowEachOther(drawn))];
}

/** An address that may not be linked is shown as what it is. */
function drawnCell(cell: Cell, { linkHosts, nameOf }: TableDrawing): DrawnCell {
  const text = cellWords(cell, nameOf);
  if (typeof cell === 'string' || 'person' in cell) return { text };
  const href = linkable(cell.link, linkHosts);
  if (href === undefined) return { text };
  return { text: cell.label.trim() === '' ? text : cell.label, href };
}

function cellRuns({ text, href }: DrawnCell, look?: Look): ITextRun[] {
  return href === undefined ? literal(text, look) : linkRuns(text, href, look);
}

/** One item a line. */
export function listLines({ title, items }: CardElement & { type: 'list' }, drawing: TableDrawing): CardElementArray {
  const head = heading(title);
  const lines = items
    .map((item) => drawnCell(item, drawing))
    .filter(({ text }) => text !== '')
    .map((cell, at) => {
      const spacing = at > 0 ? 'None' : head.length > 0 ? 'Small' : 'Default';
      return paragraph([...literal('• ', quiet), ...cellRuns(cell)], spacing);
    });
  return [...head, ...lines.flat()];
}

function besides({ columns: names, rows }: DrawnTable): CardElementArray {
  const weights = weightsOf([names, ...rows]);
  const looks = names.map(() => ({ ...quiet, ...bold }));
  return [...columns(names, weights, looks), ...rows.flatMap((row) => columns(row, weights, []))];
}

/** The first two cells head the row, the others follow with the names of their columns. */
function belowEachOther({ columns: names, rows }: DrawnTable): CardElementArray {
  return rows.flatMap((row) => {
    const [first = empty, second = empty] = row;
    const rest = row.slice(2).map((cell, at) => {
      const name = names[at + 2]?.text ?? '';
      const isNamed = cell.text !== '' && name !== '';
      return [...(isNamed ? literal(`${name}: `, quiet) : []), ...cellRuns(cell, quiet)];
    });
    return [
      ...paragraph(dotted([cellRuns(first, bold), cellRuns(second)]), 'Small'),
      ...paragraph(dotted(rest), 'None'),
    ];
  });
}

const empty: DrawnCell = { text: '' };

/** Cells side by side; the same weights make the same columns in every row. */
function columns(cells: readonly DrawnCell[], weights: readonly number[], looks: readonly Look[]): IColumnSet[] {
  if (cells.every(({ text }) => text === '')) return [];
  return [
    {
      type: 'ColumnSet',
      spacing: 'Small',
      columns: weights.map((width, at) => ({
        type: 'Column',
        width,
        ...(at > 0 && { spacing: 'Small' }),
        items: paragraph(cellRuns(cells[at] ?? empty, looks[at])),
      })),
    },
  ];
}

/** In proportion to the longest cell of each column, within reason. */
function weightsOf(rows: readonly (readonly DrawnCell[])[]): number[] {
  const count = Math.max(1, ...rows.map(({ length }) => length));
  return Array.from({ length: count }, (_, at) => {
    const longest = Math.max(0, ...rows.map((row) => row[at]?.text.length ?? 0));
    return Math.min(30, Math.max(6, longest + 2));
  });
}
