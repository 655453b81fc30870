import stringWidth from 'string-width';
import { emptyRow, type Resizing, type Row, resized, rowText } from './screen-rows.ts';

/** What a person sees, and what they see when they scroll up. */
export interface Screen {
  /** Throws on everything but plain text and the few sequences that the chat may use. */
  feed(text: string): void;
  resize(columns: number, rows: number): void;
  /** The rows in sight. */
  rows(): string[];
  /** All rows since the beginning, with those that scrolled out of sight. */
  everything(): string[];
  /** The rows whose text was broken by the edge of the screen. */
  broken(): string[];
  cursor(): { row: number; column: number };
  /** The whole line in which the cursor stands, over as many rows as it takes. */
  line(): string;
  /** The colours and weights on the row in sight with this number. */
  looks(row: number): string[];
  /** Calls `look` after each row and each piece of output: for what must hold at every moment. */
  watch(look: () => void): void;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what a terminal reads
const token = /\u001b\[([0-9;]*)([A-Za-z])|\r|\n|[^\u0000-\u001f\u007f-\u009f]+/y;

// biome-ignore lint/suspicious/noControlCharactersInRegex: a sequence whose end has not come yet
const unfinished = /\u001b(\[[0-9;]*)?$/;

const letters = new Intl.Segmenter();

/** A strict interpreter of what the chat writes, with the late break at the last column that terminals have. */
export function createScreen(columns: number, rows: number, resizing: Resizing = 'reflow'): Screen {
  let width = columns;
  let height = rows;
  let all = Array.from({ length: height }, emptyRow);
  let row = 0;
  let column = 0;
  let look = '';
  let rest = '';
  const watchers: (() => void)[] = [];

  const top = () => all.length - height;

  function rowInSight(number: number): Row {
    const found = all[top() + number];
    if (!found) throw new Error(`the screen has no row ${number}`);
    return found;
  }

  function obey(numbers: string, letter: string): void {
    if (letter === 'm') {
      look = lookAfter(look, numbers);
      return;
    }
    const unknown = new Error(`unknown sequence: ESC [ ${numbers} ${letter}`);
    if (numbers.includes(';')) throw unknown;
    const count = Math.max(1, Number(numbers));
    // A cursor that waits behind the last column stands on it as soon as it is moved.
    column = Math.min(column, width - 1);
    if (letter === 'A') row = Math.max(0, row - count);
    else if (letter === 'B') row = Math.min(height - 1, row + count);
    else if (letter === 'C') column = Math.min(width - 1, column + count);
    else if (letter === 'D') column = Math.max(0, column - count);
    else if (letter === 'G') column = Math.min(width, count) - 1;
    else if (letter === 'J' && Number(numbers) === 0) eraseBelow();
    else if (letter === 'K' && Number(numbers) === 0) eraseRight();
    else throw unknown;
  }

  function eraseRight(): void {
    const present = rowInSight(row);
    present.cells = present.cells.slice(0, column);
    present.broken = false;
  }

  function eraseBelow(): void {
    eraseRight();
    const kept = top() + row + 1;
    all = [...all.slice(0, kept), ...all.slice(kept).map(emptyRow)];
  }

  function lineFeed(): void {
    if (row < height - 1) row++;
    else all.push(emptyRow());
    tellWatchers();
  }

  function put(letter: string): void {
    const columns = stringWidth(letter);
    if (column + columns > width) {
      rowInSight(row).broken = true;
      column = 0;
      lineFeed();
    }
    const { cells } = rowInSight(row);
    const before = cells[column - 1];
    if (columns === 0) {
      if (before) before.text += letter;
      return;
    }
    while (cells.length < column) cells.push({ text: ' ', look: '' });
    const halves = Array.from({ length: columns }, (_, half) => ({ text: half === 0 ? letter : '', look }));
    cells.splice(column, columns, ...halves);
    column += columns;
  }

  function tellWatchers(): void {
    for (const watcher of watchers) watcher();
  }

  function line(): string {
    let first = top() + row;
    let last = first;
    while (all[first - 1]?.broken) first--;
    while (all[last]?.broken) last++;
    return all
      .slice(first, last + 1)
      .map(({ cells }) => cells.map(({ text }) => text).join(''))
      .join('');
  }

  return {
    feed(text) {
      const input = rest + text;
      rest = unfinished.exec(input)?.[0] ?? '';
      const end = input.length - rest.length;
      for (token.lastIndex = 0; token.lastIndex < end; ) {
        const from = token.lastIndex;
        const [whole, numbers = '', letter] = token.exec(input) ?? [];
        if (whole === undefined)
          throw new Error(`no text for a screen: ${JSON.stringify(input.slice(from, from + 40))}`);
        if (letter !== undefined) obey(numbers, letter);
        else if (whole === '\r') column = 0;
        else if (whole === '\n') lineFeed();
        else for (const { segment } of letters.segment(whole)) put(segment);
      }
      tellWatchers();
    },
    resize(newColumns, newRows) {
      const [flowed, place] = resized(all, { row: top() + row, column }, newColumns, resizing);
      // Empty rows below the cursor make room first; only then does the top scroll out of sight.
      while (flowed.length > Math.max(newRows, place.row + 1) && flowed.at(-1)?.cells.length === 0) flowed.pop();
      while (flowed.length < newRows) flowed.push(emptyRow());
      all = flowed;
      width = newColumns;
      height = newRows;
      row = place.row - top();
      column = place.column;
      tellWatchers();
    },
    rows: () => all.slice(top()).map(rowText),
    everything: () => all.map(rowText),
    broken: () => all.filter(({ broken }) => broken).map(rowText),
    cursor: () => ({ row, column }),
    line,
    looks: (number) => rowInSight(number).cells.map((cell) => cell.look),
    watch: (look) => void watchers.push(look),
  };
}

/** The colours and weights in force after one more colour code. */
function lookAfter(look: string, numbers: string): string {
  const code = Number(numbers);
  const others = (pattern: RegExp) => look.split(';').filter((each) => each !== '' && !pattern.test(each));
  if (code === 0) return '';
  if (code === 22) return others(/^[12]$/).join(';');
  if (code === 39) return others(/^3\d$/).join(';');
  if (code === 1 || code === 2) return [...others(/^[12]$/), code].join(';');
  if (code >= 30 && code <= 37) return [...others(/^3\d$/), code].join(';');
  throw new Error(`unknown colour code ${numbers}`);
}
