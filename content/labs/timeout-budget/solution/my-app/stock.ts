const STOCK_API_URL = process.env.STOCK_API_URL ?? 'http://stock-api';
const WAREHOUSES = ['bern', 'basel', 'chur'];

async function countIn(warehouse: string, sku: string, signal: AbortSignal): Promise<number> {
  const beganMs = performance.now();
  const response = await fetch(`${STOCK_API_URL}/${warehouse}/${encodeURIComponent(sku)}`, {
    signal,
  });
  if (!response.ok) throw new Error(`stock-api sent ${response.status} for ${warehouse}`);
  const { count } = await response.json();
  const tookMs = Math.round(performance.now() - beganMs);
  console.log(`stock of ${sku} in ${warehouse}: ${count}, after ${tookMs} ms`);
  return count;
}

/** How many we have in all warehouses together. Nobody is asked any more once the signal has fired. */
export async function stockOf(sku: string, signal: AbortSignal): Promise<number> {
  let total = 0;
  for (const warehouse of WAREHOUSES) total += await countIn(warehouse, sku, signal);
  return total;
}
