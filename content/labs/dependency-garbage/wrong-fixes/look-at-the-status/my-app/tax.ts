const TAX_API_URL = process.env.TAX_API_URL ?? 'http://tax-api';

/** The rate of a country in percent. */
export async function taxRate(country: string): Promise<number> {
  const response = await fetch(`${TAX_API_URL}/rates/${encodeURIComponent(country)}`);
  if (!response.ok) {
    throw Object.assign(new Error(`tax-api sent ${response.status}`), { status: 502 });
  }
  const { rate } = await response.json();
  return rate;
}
