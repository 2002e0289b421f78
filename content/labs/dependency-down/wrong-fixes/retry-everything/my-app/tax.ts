const TAX_API_URL = process.env.TAX_API_URL ?? 'http://tax-api';
const ATTEMPTS = 5;

/** The service answered, and it knows no such country: the caller's mistake. */
export class UnknownCountryError extends Error {
  readonly status = 422;
  readonly title = 'We do not sell to this country';
}

/** No rate is to be had at the moment. */
export class TaxUnavailableError extends Error {
  readonly status = 503;
  readonly title = 'The tax cannot be computed at the moment. Nothing was sold.';
  readonly retryAfterSeconds = 10;
}

async function askForRate(country: string): Promise<number | null> {
  const response = await fetch(`${TAX_API_URL}/rates/${encodeURIComponent(country)}`, {
    signal: AbortSignal.timeout(500),
  });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`tax-api sent ${response.status}`);
  const { rate } = await response.json();
  if (typeof rate !== 'number') throw new Error('tax-api sent no rate');
  return rate;
}

/** The rate of a country in percent. */
export async function taxRate(country: string): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const rate = await askForRate(country);
      if (rate === null) throw new UnknownCountryError(`no rate for ${country}`);
      return rate;
    } catch (error) {
      if (error instanceof UnknownCountryError) throw error;
      if (attempt === ATTEMPTS) throw new TaxUnavailableError('no rate from tax-api', { cause: error });
    }
  }
}
