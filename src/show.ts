const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

function two(whole: number, part: number, units: readonly [string, string]): string {
  return part === 0 ? `${whole} ${units[0]}` : `${whole} ${units[0]} ${part} ${units[1]}`;
}

/** A span for people, in the two largest units that matter: `0.4 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function showDuration(milliseconds: number): string {
  const span = Math.max(0, Math.min(milliseconds || 0, Number.MAX_SAFE_INTEGER));
  if (span < 9950) return `${Number((span / second).toFixed(1))} s`;
  const seconds = Math.round(span / second);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return two(Math.floor(seconds / 60), seconds % 60, ['min', 's']);
  const minutes = Math.round(span / minute);
  if (minutes < 1440) return two(Math.floor(minutes / 60), minutes % 60, ['h', 'min']);
  const hours = Math.round(span / hour);
  return two(Math.floor(hours / 24), hours % 24, ['d', 'h']);
}

/** Bytes in the decimal unit that leaves one to three digits: `512 B`, `3.4 kB`, `120 MB`. */
export function showSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 || size >= 9.95 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

/** A metric's value with six significant digits at most and no needless zeros; whole numbers as they are. */
export function showNumber(value: number): string {
  return String(Number.isInteger(value) || !Number.isFinite(value) ? value : Number(value.toPrecision(6)));
}

/** A moment to the minute, in UTC: `2026-11-21 09:30 UTC`. A number that no calendar has is shown as itself. */
export function showUtc(at: number): string {
  const moment = new Date(at);
  return Number.isNaN(moment.getTime()) ? String(at) : `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
