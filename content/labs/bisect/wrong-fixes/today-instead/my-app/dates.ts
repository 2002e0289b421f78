/** The day of a payment, in UTC. */
export const dayOf = (text: string): string =>
  new Date(text || Date.now()).toISOString().slice(0, 10);
