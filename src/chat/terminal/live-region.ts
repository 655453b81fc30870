import { shorten, widthOf } from '../../cards/text-layout.ts';

/** The lines at the bottom of a screen that are drawn again in place, above what the person is typing. */
export interface LiveRegion {
  /** Replaces the lines of the region. */
  show(lines: readonly string[]): void;
  /** Writes lines that stay, above the region. */
  print(lines: readonly string[]): void;
  /** A line was entered and the cursor stands below it: takes the line back and draws the prompt anew. */
  entered(text: string): void;
  /** The screen has new columns, and nothing was drawn for them yet. */
  resized(): void;
}

/** The screen as far as a region draws on it. */
export interface Screen {
  columns(): number;
  rows(): number;
  write(text: string): void;
  /** The prompt and what was typed into it, up to the cursor. */
  typed(): string;
  /** Draws the prompt and what was typed so far, from column 0 of the present row. */
  drawPrompt(): void;
}

const upAndClear = (rows: number) => `${rows > 0 ? `\u001b[${rows}A` : ''}\r\u001b[0J`;

/** Draws on `screen`. */
export function createLiveRegion(screen: Screen): LiveRegion {
  let drawn: readonly string[] = [];
  let columns = screen.columns();

  /** From the row under the erased region: the lines, then the prompt. */
  function draw(lines: readonly string[]): void {
    const room = Math.max(1, screen.rows() - 4);
    const shown =
      lines.length > room ? [...lines.slice(0, room - 1), `… ${lines.length - room + 1} more lines`] : lines;
    // One line is one row, and no colour goes on beyond it.
    drawn = shown.map((line) => closed(shorten(line, screen.columns() - 1)));
    screen.write(drawn.map((line) => `${line}\n`).join(''));
    // The prompt is drawn from where its cursor stood: as many rows below the region as it had before.
    screen.write('\n'.repeat(rowsBefore(screen.typed(), columns)));
    screen.drawPrompt();
    columns = screen.columns();
  }

  function erase(rowsBelow: number): void {
    screen.write(upAndClear(drawn.length + rowsBelow));
  }

  return {
    show(lines) {
      erase(rowsBefore(screen.typed(), columns));
      draw(lines);
    },
    print(lines) {
      const region = drawn;
      erase(rowsBefore(screen.typed(), columns));
      screen.write(lines.map((line) => `${line}\n`).join(''));
      draw(region);
    },
    entered(text) {
      const region = drawn;
      erase(rowsBefore(text, columns) + 1);
      draw(region);
    },
    resized() {
      const region = drawn;
      const width = screen.columns();
      // Most terminals let lines that are too long now flow into more rows.
      const flowed = drawn.reduce((rows, line) => rows + Math.max(0, Math.ceil(widthOf(line) / width) - 1), 0);
      erase(flowed + rowsBefore(screen.typed(), width));
      draw(region);
    },
  };
}

function closed(line: string): string {
  return line.includes('\u001b') ? `${line}\u001b[0m` : line;
}

/** Rows above the one on which the cursor stands after this text; behind the last column it is on the next one. */
function rowsBefore(text: string, columns: number): number {
  let offset = 0;
  for (const char of text) {
    const width = widthOf(char);
    // A wide letter does not begin in the last column.
    if (width === 2 && (offset + 1) % columns === 0) offset++;
    offset += width;
  }
  return Math.floor(offset / columns);
}
