// Dates of HTTP (RFC 9110, section 5.6.7): `Mon, 01 Jan 2024 00:00:00 GMT`.

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const pad = (number: number): string => String(number).padStart(2, '0');

let lastSecond = -1;
let lastText = '';

/** A moment, given in milliseconds since 1970. */
export const httpDate = (ms: number): string => {
  const second = Math.floor(ms / 1_000);
  if (second === lastSecond) return lastText;
  const date = new Date(second * 1_000);
  const day = `${DAYS[date.getUTCDay()]}, ${pad(date.getUTCDate())}`;
  const month = `${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  const time = `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())}`;
  lastText = `${day} ${month} ${time} GMT`;
  lastSecond = second;
  return lastText;
};

/** Reads a date; null where it is none. */
export const parseHttpDate = (text: string): number | null => {
  const match = /^\w{3}, (\d\d) (\w{3}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/.exec(text);
  if (!match) return null;
  const month = MONTHS.indexOf(match[2] ?? '');
  if (month < 0) return null;
  const [day, year, hour, minute, second] = [1, 3, 4, 5, 6].map((at) => Number(match[at]));
  return Date.UTC(year ?? 0, month, day, hour, minute, second);
};

/** The month names of dates in logs. */
export const monthName = (month: number): string => MONTHS[month] ?? '';
