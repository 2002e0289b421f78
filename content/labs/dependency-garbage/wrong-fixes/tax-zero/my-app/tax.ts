const TAX_API_URL = process.env.TAX_API_URL ?? 'http://tax-api';

/** The rate of a country in percent. */
export async function taxRate(country: string): Promise<number> {
  try {
    const response = await fetch(`${TAX_API_URL}/rates/${encodeURIComponent(country)}`);
    const { rate } = await response.json();
    return rate ?? 0;
  } catch (error) {
    console.error('tax-api:', error);
    return 0;
  }
}
