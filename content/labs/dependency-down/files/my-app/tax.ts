const TAX_API_URL = process.env.TAX_API_URL ?? 'http://tax-api';

/** The service answered, and it knows no such country: the caller's mistake. */
export class UnknownCountryError extends Error {
  readonly status = 422;
  readonly title = 'We do not sell to this country';
}

/** The rate of a country in percent. */
export async function taxRate(country: string): Promise<number> {
  const response = await fetch(`${TAX_API_URL}/rates/${encodeURIComponent(country)}`);
  if (response.status === 404) throw new UnknownCountryError(`no rate for ${country}`);
  if (!response.ok) throw new Error(`tax-api sent ${response.status}`);
  const { rate } = await response.json();
  if (typeof rate !== 'number') throw new Error('tax-api sent no rate');
  return rate;
}
