import { openSync } from 'node:fs';
import pino, { type DestinationStream, type Logger } from 'pino';

/** Where a room writes what operators read: one JSON line an event, control characters escaped. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/**
 * A logger that never prints one of `secrets`, whatever field or message it stands in. `level` is pino's; `to` is a file
 * path or an open stream.
 */
export function createLog(options: {
  level: string;
  to: string | DestinationStream;
  secrets: readonly string[];
}): Logger {
  const stream = typeof options.to === 'string' ? fileOrStderr(options.to) : options.to;
  const hidden = options.secrets.filter((secret) => secret.length >= 8);
  return pino(
    { level: options.level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    {
      write: (line: string) =>
        stream.write(hidden.reduce((text, secret) => text.replaceAll(secret, '[redacted]'), line)),
    },
  );
}

/** A log that cannot be written must not stop what it tells of: a disk that takes no file gets the lines on stderr. */
function fileOrStderr(file: string): DestinationStream {
  let fd = 2;
  try {
    fd = openSync(file, 'a', 0o600);
  } catch {
    // Whoever opens the home says what is wrong with it.
  }
  return pino.destination({ fd }).on('error', () => {});
}
