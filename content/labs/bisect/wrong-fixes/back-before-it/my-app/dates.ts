/** The day of a payment, or "open" where there was none yet. */
export const dayOf = (text: string): string => (text === '' ? 'open' : text.slice(0, 10));
