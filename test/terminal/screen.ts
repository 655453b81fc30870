import stringWidth from 'string-width';

interface Cell {
  text: string;
  /** The colour codes in force where it was written. */
  look: string;
}

interface Row {
  cells: Cell[];
  /** The line was longer than the screen and goes on in the next row. */
  broken: boolean;
}

/** How a terminal treats rows that are longer than a screen that became narrower. */
export type Narrowing =
  /** They flow into more rows: most terminals of today. */
  | 'reflow'
  /** They lose their ends: xterm, the Linux console. */
  | 'cut';

/** What a person sees, and what they see when they scroll up. */
export interface Screen {
  /** Throws on everything that is not plain text or one of the few sequences that the chat may use. */
  feed(text: string): void;
  resize(columns: number, rows: number): void;
  /** The rows in sight, without the spaces at their ends. */
  rows(): string[];
  /** All rows since the beginning, with those that scrolled out of sight. */
  everything(): string[];
  /** The rows of `everything` whose text was broken by the end of the screen. */
  broken(): string[];
  cursor(): { row: number; column: number };
  /** The pieces of text with a colour or weight, and those in none. */
  looks(row: number): string[];
  /** Called after each new row and each piece of output, for what must hold at every moment. */
  watch(look: () => void): void;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what a terminal reads
const token = /\u001b\[([0-9;]*)([A-Za-z])|\r|\n|[^\u0000-\u001f\u007f-\u009f]+/uy;

// biome-ignore lint/suspicious/noControlCharactersInRegex: a sequence whose end has not come yet
const unfinished = /\u001b(\[[0-9;]*)?$/;

const letters = new Intl.Segmenter();

/** A strict interpreter of what the chat writes, with the late wrap at the last column that terminals have. */
export function createScreen(columns: number, rows: number, narrowing: Narrowing = 'reflow'): Screen {
  let width = columns;
  let height = rows;
  let all: Row[] = Array.from({ length: height }, emptyRow);
  let row = 0;
  let column = 0;
  let look = '';
  let rest = '';
  const watchers: (() => void)[] = [];

  const top = () => all.length - height;
  const present = () => at(all, top() + row);

  function feed(text: string): void {
    const input = rest + text;
    rest = unfinished.exec(input)?.[0] ?? '';
    const whole = input.slice(0, input.length - rest.length);
    token.lastIndex = 0;
    while (token.lastIndex < whole.length) {
      const from = token.lastIndex;
      const found = token.exec(whole);
      if (!found) throw new Error(`not for a terminal: ${JSON.stringify(whole.slice(from, from + 40))}`);
      const [all, numbers, letter] = found;
      if (letter !== undefined) obey(numbers ?? '', letter);
      else if (all === '\r') column = 0;
      else if (all === '\n') lineFeed();
      else for (const { segment } of letters.segment(all)) put(segment);
    }
    tellWatchers();
  }

  function obey(numbers: string, letter: string): void {
    if (letter === 'm') {
      look = applied(look, numbers);
      return;
    }
    if (!/^\d*$/.test(numbers)) throw new Error(`unknown sequence ESC [ ${numbers} ${letter}`);
    const count = Math.max(1, Number(numbers));
    // A cursor that waits behind the last column is on it as soon as it is moved.
    column = Math.min(column, width - 1);
    if (letter === 'A') row = Math.max(0, row - count);
    else if (letter === 'B') row = Math.min(height - 1, row + count);
    else if (letter === 'C') column = Math.min(width - 1, column + count);
    else if (letter === 'D') column = Math.max(0, column - count);
    else if (letter === 'G') column = Math.min(width, count) - 1;
    else if (letter === 'J' && /^0?$/.test(numbers)) eraseBelow();
    else if (letter === 'K' && /^0?$/.test(numbers)) eraseToEnd(present());
    else throw new Error(`unknown sequence ESC [ ${numbers} ${letter}`);
  }

  function eraseToEnd(line: Row): void {
    line.cells.length = Math.min(line.cells.length, column);
    line.broken = false;
  }

  function eraseBelow(): void {
    eraseToEnd(present());
    for (let below = top() + row + 1; below < all.length; below++) all[below] = emptyRow();
  }

  function lineFeed(): void {
    if (row < height - 1) row++;
    else all.push(emptyRow());
    tellWatchers();
  }

  function put(letter: string): void {
    const wide = stringWidth(letter);
    if (column + wide > width) {
      present().broken = true;
      column = 0;
      lineFeed();
    }
    const { cells } = present();
    if (wide === 0) {
      const before = cells[column - 1];
      if (before) before.text += letter;
      return;
    }
    while (cells.length < column) cells.push({ text: ' ', look: '' });
    cells.splice(column, wide, { text: letter, look }, ...Array.from({ length: wide - 1 }, () => ({ text: '', look })));
    column += wide;
  }

  function resize(newColumns: number, newRows: number): void {
    const cursorRow = top() + row;
    const above = all.slice(0, cursorRow);
    const below = all.slice(cursorRow);
    width = newColumns;
    const reflowed = narrowing === 'reflow' ? reflow(above, width) : cut(above, width);
    // The row of the cursor begins a row of its own unless it continues the one before.
    all = [...reflowed, ...(narrowing === 'reflow' ? reflow(below, width) : cut(below, width))];
    let cursor = reflowed.length;
    if (narrowing === 'reflow') cursor += Math.floor(column / width);
    column = narrowing === 'reflow' ? column % width : Math.min(column, width - 1);
    // Empty rows below the cursor go first; then the top scrolls out of sight.
    while (all.length > newRows && all.length - 1 > cursor && all.at(-1)?.cells.length === 0) all.pop();
    height = newRows;
    while (all.length < height) all.push(emptyRow());
    row = cursor - top();
    tellWatchers();
  }

  function tellWatchers(): void {
    for (const watcher of watchers) watcher();
  }

  return {
    feed,
    resize,
    rows: () => all.slice(top()).map(textOf),
    everything: () => all.map(textOf),
    broken: () => all.filter(({ broken }) => broken).map(textOf),
    cursor: () => ({ row, column }),
    looks: (of) => at(all, top() + of).cells.map((cell) => cell.look),
    watch: (watcher) => void watchers.push(watcher),
  };
}
