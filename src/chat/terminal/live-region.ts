/** The lines at the bottom of a screen that are drawn again in place, above what the person is typing. */
export interface LiveRegion {
  /** Replaces the lines of the region. */
  show(lines: readonly string[]): void;
  /** Writes lines that stay, above the region. */
  print(lines: readonly string[]): void;
  /** A line was entered: the prompt that was drawn is part of what stays now. */
  entered(text: string): void;
}

/** The screen as far as a region draws on it. */
export interface Screen {
  columns(): number;
  rows(): number;
  write(text: string): void;
  /** Rows between the prompt's first row and the cursor's. */
  cursorRow(): number;
  /** Draws the prompt and what was typed so far, from column 0 of the present row. */
  drawPrompt(): void;
  /** Rows that the prompt with this text takes. */
  promptRows(text: string): number;
}

const upAndClear = (rows: number) => `${rows > 0 ? `\u001b[${rows}A` : ''}\r\u001b[0J`;

/** Draws on `screen`. `cut` cuts a line to the columns there are, so that one line is one row. */
export function createLiveRegion(screen: Screen, cut: (line: string, columns: number) => string): LiveRegion {
  let drawn: readonly string[] = [];

  /** From the row under the erased region: the lines, then the prompt. */
  function draw(lines: readonly string[]): void {
    const room = Math.max(1, screen.rows() - 4);
    const shown =
      lines.length > room ? [...lines.slice(0, room - 1), `… ${lines.length - room + 1} more lines`] : lines;
    drawn = shown.map((line) => cut(line, screen.columns() - 1));
    screen.write(drawn.map((line) => `${line}\n`).join(''));
    // The prompt is drawn from where its cursor stood: as many rows below the region as it had before.
    screen.write('\n'.repeat(screen.cursorRow()));
    screen.drawPrompt();
  }

  function erase(rowsBelow: number): void {
    screen.write(upAndClear(drawn.length + rowsBelow));
  }

  return {
    show(lines) {
      erase(screen.cursorRow());
      draw(lines);
    },
    print(lines) {
      const region = drawn;
      erase(screen.cursorRow());
      screen.write(lines.map((line) => `${line}\n`).join(''));
      draw(region);
    },
    entered(text) {
      const region = drawn;
      erase(screen.promptRows(text));
      screen.write(`${text}\n`);
      draw(region);
    },
  };
}
