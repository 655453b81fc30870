import { openSync } from 'node:fs';
import pino, { type DestinationStream, type LogFn, type Logger } from 'pino';
import { createRedactor, type Redact } from './redact.ts';
import { isSecretName, mask } from './secret-patterns.ts';

/** Where a room writes what operators read: one JSON line an event, control characters escaped. Never throws. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/** A stream that takes lines, and says how many bytes its reader has left waiting if it knows. */
type Lines = DestinationStream & { readonly writableLength?: number };

/**
 * A logger that never prints one of `secrets`, nor what looks like one, whatever field or message it stands in. `level`
 * is pino's; `to` is a file path or an open stream, which gets nothing more while a megabyte waits for its reader.
 */
export function createLog(options: { level: string; to: string | Lines; secrets: readonly string[] }): Logger {
  const stream: Lines = typeof options.to === 'string' ? fileOrStderr(options.to) : options.to;
  const redact = createRedactor(options.secrets);
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      hooks: { logMethod: writeWhatCanBeWritten },
    },
    {
      write(line: string) {
        try {
          if ((stream.writableLength ?? 0) < mostUnwritten)
            stream.write(`${withoutControls(cleanLine(line, redact))}\n`);
        } catch {
          // What the line tells of goes on; and nobody knows whether it may be read as it is.
          process.stderr.write('A line of the log could not be written.\n');
        }
      },
    },
  );
}

/** Bytes that wait for a full disk, or for a reader that stands still; what comes after them is not kept. */
const mostUnwritten = 1_000_000;

/** A log that cannot be written must not stop what it tells of: a disk that takes no file gets the lines on stderr. */
function fileOrStderr(file: string): DestinationStream {
  let fd = 2;
  try {
    fd = openSync(file, 'a', 0o600);
  } catch {
    // Whoever opens the home says what is wrong with it.
  }
  // Into a file at once: the last words of a process that is killed are those that are looked for. A reader of stderr
  // that stands still must not stop us.
  return pino.destination({ fd, sync: fd !== 2, maxLength: mostUnwritten }).on('error', () => {});
}

/** Nor must a value that throws when it is looked at: its line keeps the message. */
function writeWhatCanBeWritten(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
  try {
    method.apply(this, args);
  } catch {
    const message = args.find((part: unknown) => typeof part === 'string');
    method.call(this, { fields: 'could not be written' }, message ?? '');
  }
}

/** Redacts the line value by value, so that it stays JSON and a secret is found whatever JSON made of its characters. */
function cleanLine(line: string, redact: Redact): string {
  let event: unknown;
  try {
    event = JSON.parse(line);
  } catch {
    return redact(line.trimEnd());
  }
  return JSON.stringify(cleanValue(event, redact));
}

function cleanValue(value: unknown, redact: Redact): unknown {
  if (Array.isArray(value)) return value.map((item) => cleanValue(item, redact));
  if (typeof value === 'object' && value !== null) {
    // Bytes are written as numbers, in which nobody finds a secret but whoever looks for it.
    if ('type' in value && value.type === 'Buffer' && 'data' in value) return '[bytes]';
    const fields = Object.entries(value).map(([name, inner]) => [
      redact(name),
      isSecretName(name) ? mask : cleanValue(inner, redact),
    ]);
    return Object.fromEntries(fields);
  }
  const text = String(value);
  const clean = redact(text);
  return clean === text ? value : clean;
}

/** JSON leaves some characters as they are by which a terminal can be commanded, or made to show text in another order. */
function withoutControls(line: string): string {
  return line.replace(
    /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
