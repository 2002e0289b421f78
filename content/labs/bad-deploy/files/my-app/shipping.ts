const COUNTRIES = new Set(['CH', 'LI']);
const FREE_FROM = 5000;

/** What it costs in cents to ship to a country, or null where we do not ship to. */
export function shippingTo(country: string, subtotal: number): number | null {
  if (!COUNTRIES.has(country)) return null;
  return subtotal >= FREE_FROM ? 0 : 900;
}
