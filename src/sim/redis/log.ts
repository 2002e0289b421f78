// Lines of the log as redis-server writes them: process number and role, local time, a mark for the level.

/** From the least to the most important, with the mark in front of the text. */
const MARKS = { debug: '.', verbose: '-', notice: '*', warning: '#' } as const;

export type LogLevel = keyof typeof MARKS;

const LEVELS = Object.keys(MARKS) as LogLevel[];

/** What the process is: the one that starts up, a master, a replica, a child that saves. */
export type LogRole = 'C' | 'M' | 'S';

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

const pad = (value: number, length = 2): string => String(value).padStart(length, '0');

/** `27 Nov 2026 01:38:57.767`, in UTC. */
function timestamp(timeMs: number): string {
  const time = new Date(timeMs);
  const day = `${pad(time.getUTCDate())} ${MONTHS[time.getUTCMonth()]} ${time.getUTCFullYear()}`;
  const clock = [time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()];
  return `${day} ${clock.map((part) => pad(part)).join(':')}.${pad(time.getUTCMilliseconds(), 3)}`;
}

/** Whether lines of a level are written when the log shows `shown` and what is more important. */
export const isShown = (level: LogLevel, shown: string): boolean =>
  LEVELS.indexOf(level) >= LEVELS.indexOf(shown as LogLevel);

/** One line, its end included. */
export function logLine(line: {
  readonly pid: number;
  readonly role: LogRole;
  readonly timeMs: number;
  readonly level: LogLevel;
  readonly text: string;
}): string {
  const { pid, role, timeMs, level, text } = line;
  return `${pid}:${role} ${timestamp(timeMs)} ${MARKS[level]} ${text}\n`;
}
