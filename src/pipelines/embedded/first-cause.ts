const traceback = 'Traceback (most recent call last):';

/** Words that lines which tell of a failure begin with or carry, most telling first. */
const telling = [/\b[A-Z]\w*(Error|Exception|Interrupt)\b\s*[:(]/, /^(fatal|error|panic)\b/i, /\berror:/i];

/** Lines that their writer marks as less than an error; the program went on after them. */
const lesser = /\b(?:DEBUG|INFO|WARN|WARNING)\b|^[Ww]arning:/;

/**
 * The line of a log that says why the program failed: in a chain of Python tracebacks the exception of the first (the
 * cause, not what it led to), else the first line that speaks of an error, else the last line. Undefined for no lines.
 */
export function firstCause(lines: readonly string[]): string | undefined {
  const serious = lines.filter((line) => !lesser.test(line));
  return (
    firstException(lines) ??
    telling.map((words) => serious.find((line) => words.test(line))?.trim()).find((line) => line !== undefined) ??
    lines.findLast((line) => line.trim() !== '')?.trim()
  );
}

function firstException(lines: readonly string[]): string | undefined {
  const start = lastChainStart(lines);
  if (start === undefined) return undefined;
  for (const line of lines.slice(start + 1)) {
    if (line !== '' && !/^\s/.test(line)) return line.trim();
  }
  return undefined;
}

/** Where the last chain of tracebacks begins: earlier tracebacks were handled, for the program went on. */
function lastChainStart(lines: readonly string[]): number | undefined {
  let start: number | undefined;
  let linked = false;
  for (const [index, line] of lines.entries()) {
    if (line.startsWith('During handling of the above') || line.startsWith('The above exception was the direct')) {
      linked = true;
    } else if (line.trim() === traceback) {
      if (!linked) start = index;
      linked = false;
    }
  }
  return start;
}
