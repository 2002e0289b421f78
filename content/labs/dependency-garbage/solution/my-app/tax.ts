const TAX_API_URL = process.env.TAX_API_URL ?? 'http://tax-api';

/** What the tax service sent is not what was agreed. The fault is theirs, and our callers see 502. */
export class TaxServiceError extends Error {
  readonly status = 502;
  readonly title = 'The tax could not be computed. Your order was not placed; please try again later.';
}

const isRates = (value: unknown): value is { rate: number } =>
  typeof value === 'object' &&
  value !== null &&
  'rate' in value &&
  typeof value.rate === 'number' &&
  value.rate >= 0 &&
  value.rate < 100;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The rate of a country in percent. Throws a TaxServiceError where the service sends anything else. */
export async function taxRate(country: string): Promise<number> {
  const response = await fetch(`${TAX_API_URL}/rates/${encodeURIComponent(country)}`);
  const type = response.headers.get('content-type') ?? 'no type';
  const text = await response.text().catch((error: Error) => `(broken off: ${error.message})`);
  const rates = parse(text);
  if (response.ok && type.startsWith('application/json') && isRates(rates)) return rates.rate;
  throw new TaxServiceError(`tax-api sent ${response.status}, ${type}: ${JSON.stringify(text.slice(0, 80))}`);
}
