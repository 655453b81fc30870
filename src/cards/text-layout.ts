import stringWidth from 'string-width';

/** Columns that text takes on a screen; colour codes take none, wide letters two. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** The text, cut to at most `width` columns with an ellipsis. Colour codes before the cut are kept and closed. */
export function shorten(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let taken = 0;
  let coloured = false;
  for (const piece of pieces(text)) {
    if (isColour(piece)) {
      kept += piece;
      coloured = true;
      continue;
    }
    const columns = widthOf(piece);
    if (taken + columns > width - 1) break;
    kept += piece;
    taken += columns;
  }
  return `${kept}…${coloured ? '\u001b[0m' : ''}`;
}

/** Lines of at most `width` columns, broken at spaces where there are any; a word longer than a line is left whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    const [first = '', ...rest] = paragraph.split(' ');
    let line = first;
    for (const word of rest) {
      const longer = `${line} ${word}`;
      if (line.trim() !== '' && widthOf(longer) > width) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    lines.push(line);
  }
  return lines;
}

/** True when rows can stand as aligned columns with a last one that is still worth reading. */
export function columnsFit(rows: readonly (readonly string[])[], width: number): boolean {
  const widths = columnWidths(rows);
  return width - widthBeforeLast(widths) >= Math.min(narrowest, widths.at(-1) ?? 0);
}

/**
 * Rows as aligned columns two spaces apart. The last column wraps under itself; where even that does not fit, each row
 * becomes its first cell with the others below.
 */
export function layTable(rows: readonly (readonly string[])[], width: number): string[] {
  if (!columnsFit(rows, width)) return rows.flatMap((row) => stacked(row, width));
  const widths = columnWidths(rows);
  const before = widthBeforeLast(widths);
  return rows.flatMap((row) => {
    const start = row
      .slice(0, -1)
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell) + 2))
      .join('');
    const [first = '', ...rest] = wrap(row.at(-1) ?? '', width - before);
    return [(start + first).trimEnd(), ...rest.map((line) => ' '.repeat(before) + line)];
  });
}

function columnWidths(rows: readonly (readonly string[])[]): number[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: count }, (_, column) => Math.max(0, ...rows.map((row) => widthOf(row[column] ?? ''))));
}

function widthBeforeLast(widths: readonly number[]): number {
  return widths.slice(0, -1).reduce((sum, columns) => sum + columns + 2, 0);
}

/** A last column narrower than this is not worth having. */
const narrowest = 28;

function stacked([first = '', ...rest]: readonly string[], width: number): string[] {
  const below = rest.filter((cell) => cell !== '').flatMap((cell) => wrap(cell, width - 4));
  return [...wrap(first, width), ...below.map((line) => `    ${line}`)];
}

/** Colour codes whole, everything else letter by letter. */
function pieces(text: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character begins a colour code
  return text.split(/(\u001b\[[0-9;]*m)/).flatMap((part) => (isColour(part) ? [part] : [...part]));
}

function isColour(text: string): boolean {
  return text.startsWith('\u001b[');
}
