import { CircuitBreaker } from './circuit-breaker.ts';

const TAX_API_URL = process.env.TAX_API_URL ?? 'http://tax-api';

/** It answers in 40 ms when it is well. A customer at the till waits no longer than this. */
const LIMIT_MS = 2000;
const OPEN_MS = 10_000;

const breaker = new CircuitBreaker({ failuresMax: 5, openMs: OPEN_MS });

/** The service answered, and it knows no such country: the caller's mistake. */
export class UnknownCountryError extends Error {
  readonly status = 422;
  readonly title = 'We do not sell to this country';
}

/** No rate is to be had at the moment. */
export class TaxUnavailableError extends Error {
  readonly status = 503;
  readonly title = 'The tax cannot be computed at the moment. Nothing was sold.';
  readonly retryAfterSeconds = OPEN_MS / 1000;
}

async function askForRate(country: string): Promise<number> {
  const response = await fetch(`${TAX_API_URL}/rates/${encodeURIComponent(country)}`, {
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  if (response.status === 404) throw new UnknownCountryError(`no rate for ${country}`);
  if (!response.ok) throw new Error(`tax-api sent ${response.status}`);
  const { rate } = await response.json();
  if (typeof rate !== 'number') throw new Error('tax-api sent no rate');
  return rate;
}

/** The rate of a country in percent. Throws an UnknownCountryError or a TaxUnavailableError. */
export async function taxRate(country: string): Promise<number> {
  return breaker
    .call(() => askForRate(country))
    .catch((error: unknown) => {
      if (error instanceof UnknownCountryError) throw error;
      throw new TaxUnavailableError('no rate from tax-api', { cause: error });
    });
}
