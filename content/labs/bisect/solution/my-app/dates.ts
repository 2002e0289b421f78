/** The day of a payment in UTC, or "open" where there was none yet. */
export const dayOf = (text: string): string =>
  text === '' ? 'open' : new Date(text).toISOString().slice(0, 10);
