const shortest = 1_000;
const longest = 15 * 60_000;

/** One way of writing a number, so that reading it takes time in proportion to its length. */
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;

/** The three forms of RFC 9110, 5.6.7: of today, of RFC 850, and of C's asctime. */
const today = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}:\d{2}:\d{2}) GMT$/;
const rfc850 = /^[A-Z][a-z]{5,8}, (\d{2})-([A-Z][a-z]{2})-(\d{2}) (\d{2}:\d{2}:\d{2}) GMT$/;
const asctime = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d{2}:\d{2}:\d{2}) (\d{4})$/;

/**
 * How long a `Retry-After` header, or one of its relatives in milliseconds (`retry-after-ms`), asks to wait: between one
 * second and 15 minutes, whatever it says. Undefined when it is missing or says nothing. `now` is in milliseconds since 1970.
 */
export function retryAfter(
  value: string | null | undefined,
  unit: 'seconds' | 'milliseconds',
  now: number,
): number | undefined {
  const text = value?.trim() ?? '';
  if (decimal.test(text)) return boundedWait(Number(text) * (unit === 'seconds' ? 1_000 : 1));
  const date = httpDate(text, now);
  return date === undefined ? undefined : boundedWait(date - now);
}

/** Milliseconds that somebody asks us to wait, kept between one second and 15 minutes; undefined for no number. */
export function boundedWait(ms: number): number | undefined {
  return Number.isNaN(ms) ? undefined : Math.min(longest, Math.max(shortest, Math.ceil(ms)));
}

function httpDate(text: string, now: number): number | undefined {
  const [, day = '', month = '', year = '', time = ''] = today.exec(text) ?? [];
  if (day !== '') return moment(day, month, year, time);
  const [, oldDay = '', oldMonth = '', twoDigits = '', oldTime = ''] = rfc850.exec(text) ?? [];
  if (oldDay !== '') return moment(oldDay, oldMonth, fullYear(Number(twoDigits), now), oldTime);
  const [, cMonth = '', cDay = '', cTime = '', cYear = ''] = asctime.exec(text) ?? [];
  return cDay === '' ? undefined : moment(cDay.replace(' ', '0'), cMonth, cYear, cTime);
}

/** A year of two digits that seems to lie more than 50 years ahead lies in the past (RFC 9110). */
function fullYear(twoDigits: number, now: number): string {
  const thisYear = new Date(now).getUTCFullYear();
  const year = Math.floor(thisYear / 100) * 100 + twoDigits;
  return String(year > thisYear + 50 ? year - 100 : year);
}

function moment(day: string, month: string, year: string, time: string): number | undefined {
  const text = `${day} ${month} ${year} ${time} GMT`;
  const at = Date.parse(text);
  // What is no date, like February 30, fails or comes back as another one.
  return Number.isNaN(at) || new Date(at).toUTCString().slice(5) !== text ? undefined : at;
}
