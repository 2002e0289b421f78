/** An amount in francs: 1234.50 */
export const francs = (cents: number): string => (cents / 100).toFixed(2);
