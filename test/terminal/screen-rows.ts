/** One column of a row; the second column of a wide letter is empty. */
interface Cell {
  text: string;
  /** The colours and weights in force where it was written. */
  look: string;
}

/** One row of a screen, without the untouched columns at its end. */
export interface Row {
  cells: Cell[];
  /** The text was longer than the screen and goes on in the next row. */
  broken: boolean;
}

/** How a terminal treats rows when the screen becomes narrower or wider. */
export type Resizing =
  /** Lines flow into as many rows as they need: most terminals of today. */
  | 'reflow'
  /** Rows lose their ends: xterm, the Linux console. */
  | 'cut';

interface Place {
  row: number;
  column: number;
}

export function emptyRow(): Row {
  return { cells: [], broken: false };
}

/** The text of a row without the spaces at its end. */
export function rowText({ cells }: Row): string {
  return cells
    .map(({ text }) => text)
    .join('')
    .trimEnd();
}

/** The rows on a screen of `width` columns, and where the cursor is then. */
export function resized(rows: readonly Row[], cursor: Place, width: number, how: Resizing): [Row[], Place] {
  if (how === 'cut') {
    const cut = rows.map(({ cells, broken }) => ({ cells: cells.slice(0, width), broken }));
    return [cut, { row: cursor.row, column: Math.min(cursor.column, width - 1) }];
  }
  const flowed: Row[] = [];
  let place = cursor;
  let line: Cell[] = [];
  for (const [at, { cells, broken }] of rows.entries()) {
    if (at === cursor.row) {
      const offset = line.length + cursor.column;
      place = { row: flowed.length + Math.floor(offset / width), column: offset % width };
    }
    line.push(...cells);
    if (broken) continue;
    flowed.push(...flow(line, width));
    line = [];
  }
  return [flowed, place];
}

/** One line in as many rows as it needs; a wide letter is not cut in half. */
function flow(line: readonly Cell[], width: number): Row[] {
  const rows: Row[] = [];
  let from = 0;
  while (line.length - from > width) {
    const end = line[from + width]?.text === '' ? from + width - 1 : from + width;
    rows.push({ cells: line.slice(from, end), broken: true });
    from = end;
  }
  return [...rows, { cells: line.slice(from), broken: false }];
}
