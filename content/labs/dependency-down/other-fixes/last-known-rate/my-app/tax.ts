const TAX_API_URL = process.env.TAX_API_URL ?? 'http://tax-api';
const LIMIT_MS = 1000;
const HOUR_MS = 3_600_000;

/** The service answered, and it knows no such country: the caller's mistake. */
export class UnknownCountryError extends Error {
  readonly status = 422;
  readonly title = 'We do not sell to this country';
}

/** No rate is to be had at the moment. */
export class TaxUnavailableError extends Error {
  readonly status = 503;
  readonly title = 'The tax cannot be computed at the moment. Nothing was sold.';
  readonly retryAfterSeconds = 5;
}

/** Rates the service gave, and until when they may stand in for a new answer. */
const lastKnown = new Map<string, { rate: number; untilMs: number }>();

let failuresInRow = 0;
let leaveAloneUntilMs = 0;

async function askForRate(country: string): Promise<number> {
  const response = await fetch(`${TAX_API_URL}/rates/${encodeURIComponent(country)}`, {
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  if (response.status === 404) throw new UnknownCountryError(`no rate for ${country}`);
  if (!response.ok) throw new Error(`tax-api sent ${response.status}`);
  const { rate } = await response.json();
  if (typeof rate !== 'number') throw new Error('tax-api sent no rate');
  lastKnown.set(country, { rate, untilMs: Date.now() + HOUR_MS });
  return rate;
}

function rateFromBefore(country: string): number {
  const known = lastKnown.get(country);
  if (known && known.untilMs > Date.now()) return known.rate;
  throw new TaxUnavailableError(`no rate for ${country}, neither new nor from before`);
}

/** The rate of a country in percent: asked for, or the last one of this hour while the service is away. */
export async function taxRate(country: string): Promise<number> {
  if (Date.now() < leaveAloneUntilMs) return rateFromBefore(country);
  try {
    const rate = await askForRate(country);
    failuresInRow = 0;
    return rate;
  } catch (error) {
    if (error instanceof UnknownCountryError) throw error;
    console.error('tax-api:', error);
    failuresInRow += 1;
    if (failuresInRow >= 3) leaveAloneUntilMs = Date.now() + 5000;
    return rateFromBefore(country);
  }
}
