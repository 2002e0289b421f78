import { WorkQueue } from './work-queue.ts';

const CARRIER_API_URL = process.env.CARRIER_API_URL ?? 'http://carrier-api';

/** One second's worth. Whoever would wait longer is told to come back. */
const MOST_WAITING = 10;

/** The contract with the carrier allows four at once. Each takes 400 ms, which makes 10 labels a second. */
export const queue = new WorkQueue({ atOnce: 4, waitingMax: MOST_WAITING });

/** The label of a parcel, in the language of the label printer. */
export const printLabel = (order: number): Promise<string> =>
  queue.run(async () => {
    const response = await fetch(`${CARRIER_API_URL}/labels`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ order }),
      signal: AbortSignal.timeout(3000),
    });
    if (!response.ok) throw new Error(`carrier-api sent ${response.status}`);
    const { label } = await response.json();
    return label;
  });
