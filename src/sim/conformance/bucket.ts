// Times in recordings are half seconds, rounded down with a tenth of grace.

/** `0.0` for 0 to 399 ms, `0.5` for 400 to 899 ms, and so on. */
export const bucket = (ms: number): string =>
  (Math.floor((Math.max(0, ms) + 100) / 500) / 2).toFixed(1);
