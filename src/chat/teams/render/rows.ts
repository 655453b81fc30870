import type { CardElementArray, IColumnSet, IRichTextBlock } from '@microsoft/teams.cards';
import type { CardElement } from '../../../cards/card.ts';
import { bold, dotted, heading, type Look, literal, longestWord, paragraph, quiet } from './text.ts';

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
      ? facts.flatMap(({ label, value }) => columns([label, value], [2, 5], [unobtrusive, {}]))
      : facts.flatMap(({ label, value }) =>
          paragraph([...literal(`${label}: `, unobtrusive), ...literal(value)], 'Small'),
        );
  return [...heading(title), ...lines];
}

/** Up to three narrow columns side by side; of more, which no phone can show, two lines for each row. */
export function tableLines(table: CardElement & { type: 'table' }): CardElementArray {
  const rows = [table.columns, ...table.rows];
  const count = Math.max(...rows.map(({ length }) => length));
  const width = Array.from({ length: count }, (_, at) => longestWord(rows.map((row) => row[at] ?? '')));
  const isNarrow = count <= 3 && width.reduce((sum, each) => sum + each, 0) <= widestRow;
  return [...heading(table.title), ...(isNarrow ? besides(table) : belowEachOther(table))];
}

/** One item a line. */
export function listLines({ title, items }: CardElement & { type: 'list' }): CardElementArray {
  const head = heading(title);
  const lines = items
    .filter((item) => item !== '')
    .map((item, at) => {
      const spacing = at > 0 ? 'None' : head.length > 0 ? 'Small' : 'Default';
      return paragraph([...literal('• ', quiet), ...literal(item)], spacing);
    });
  return [...head, ...lines.flat()];
}

function besides({ columns: names, rows }: CardElement & { type: 'table' }): CardElementArray {
  const weights = weightsOf([names, ...rows]);
  const looks = names.map(() => ({ ...quiet, ...bold }));
  return [...columns(names, weights, looks), ...rows.flatMap((row) => columns(row, weights, []))];
}

/** The first two cells head the row, the others follow with the names of their columns. */
function belowEachOther({ columns: names, rows }: CardElement & { type: 'table' }): CardElementArray {
  return rows.flatMap((row) => {
    const [first = '', second = ''] = row;
    const rest = row.slice(2).map((cell, at) => {
      const name = names[at + 2] ?? '';
      return cell === '' || name === '' ? literal(cell, quiet) : literal(`${name}: ${cell}`, quiet);
    });
    return [...paragraph(dotted([literal(first, bold), literal(second)]), 'Small'), ...paragraph(dotted(rest), 'None')];
  });
}

/** Cells side by side; the same weights make the same columns in every row. */
function columns(cells: readonly string[], weights: readonly number[], looks: readonly Look[]): IColumnSet[] {
  if (cells.every((cell) => cell === '')) return [];
  return [
    {
      type: 'ColumnSet',
      spacing: 'Small',
      columns: weights.map((width, at) => ({
        type: 'Column',
        width,
        ...(at > 0 && { spacing: 'Small' }),
        items: cellOf(cells[at] ?? '', looks[at]),
      })),
    },
  ];
}

function cellOf(cell: string, look: Look | undefined): IRichTextBlock[] {
  return paragraph(literal(cell, look));
}

/** In proportion to the longest cell of each column, within reason. */
function weightsOf(rows: readonly (readonly string[])[]): number[] {
  const count = Math.max(1, ...rows.map(({ length }) => length));
  return Array.from({ length: count }, (_, at) => {
    const longest = Math.max(0, ...rows.map((row) => row[at]?.length ?? 0));
    return Math.min(30, Math.max(6, longest + 2));
  });
}
