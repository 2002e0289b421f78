// Simulated moments as the clock on the wall of the simulated room shows them.

const two = (value: number): string => String(value).padStart(2, '0');

/** "09:14:08.012": the time of day, in UTC. */
export function clockTime(startedAtMs: number, atUs: number): string {
  const now = new Date(startedAtMs + Math.floor(atUs / 1_000));
  const seconds = `${two(now.getUTCSeconds())}.${String(now.getUTCMilliseconds()).padStart(3, '0')}`;
  return `${two(now.getUTCHours())}:${two(now.getUTCMinutes())}:${seconds}`;
}

/** "00:00:01.020": since the world began. */
export const sinceStart = (atUs: number): string => clockTime(0, atUs);
