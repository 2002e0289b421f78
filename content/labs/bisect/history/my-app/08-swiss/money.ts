/** An amount in francs as the Swiss write it: 1'234.50 */
export const francs = (cents: number): string =>
  (cents / 100).toFixed(2).replace(/\B(?=(\d{3})+\.)/g, "'");
