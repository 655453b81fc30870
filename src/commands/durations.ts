import { UserError } from '../errors.ts';
import { visible } from '../visible.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Ten years: longer spans are slips of the keyboard. */
const longestDuration = 3650 * day;

function durationIn(text: string): number | undefined {
  const parts = /^(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?$/i.exec(text);
  if (!parts || text === '') return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  const whole = days * day + hours * hour + minutes * minute + seconds * second;
  return whole <= longestDuration ? whole : undefined;
}

/**
 * Milliseconds of `90m`, `2h30m`, `7d` or `45s`: days, hours, minutes, seconds in this order, at least a second and at most
 * 3,650 days.
 */
export function parseDuration(text: string): number {
  const duration = durationIn(text);
  if (duration !== undefined && duration > 0) return duration;
  const message = duration === 0 ? `"${text}" is no time at all.` : `"${visible(text, 40)}" is not a length of time.`;
  throw new UserError({ code: 'bad-value', message, fix: 'Write it like 90m, 2h30m, 7d or 45s; at most 3650d.' });
}

const isoMoment =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(?:Z|([+-])(0\d|1[0-4]):?([0-5]\d))?)?$/i;

function isoMomentIn(text: string): number | undefined {
  const [, date, time = '00:00', seconds = '00', sign, hours, minutes] = isoMoment.exec(text) ?? [];
  if (date === undefined) return undefined;
  const local = Date.parse(`${date}T${time}:${seconds}Z`);
  // A day like February 30 rolls over into the next month instead of failing.
  if (Number.isNaN(local) || !new Date(local).toISOString().startsWith(date)) return undefined;
  const offset = Number(hours ?? 0) * hour + Number(minutes ?? 0) * minute;
  return sign === '-' ? local + offset : local - offset;
}

/**
 * The moment a filter like `since=` means, in milliseconds since 1970: a length of time before `now`, `today` and
 * `yesterday` (their first moment), an ISO date, or an ISO date and time. UTC unless an offset is written.
 */
export function parseMoment(text: string, now: number): number {
  const ago = durationIn(text);
  if (ago !== undefined) return now - ago;
  const today = Math.floor(now / day) * day;
  const word = text.toLowerCase();
  if (word === 'today') return today;
  if (word === 'yesterday') return today - day;
  const moment = isoMomentIn(text);
  if (moment !== undefined) return moment;
  const message = `"${visible(text, 40)}" is not a time.`;
  throw new UserError({
    code: 'bad-value',
    message,
    fix: 'Write 7d, today, yesterday, 2026-11-20 or 2026-11-20T14:00Z.',
  });
}
