const STOCK_API_URL = process.env.STOCK_API_URL ?? 'http://stock-api';
const WAREHOUSES = ['bern', 'basel', 'chur'];
const LIMIT_MS = 90_000;

async function countIn(warehouse: string, sku: string): Promise<number> {
  const beganMs = performance.now();
  const response = await fetch(`${STOCK_API_URL}/${warehouse}/${encodeURIComponent(sku)}`, {
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  if (!response.ok) throw new Error(`stock-api sent ${response.status} for ${warehouse}`);
  const { count } = await response.json();
  const tookMs = Math.round(performance.now() - beganMs);
  console.log(`stock of ${sku} in ${warehouse}: ${count}, after ${tookMs} ms`);
  return count;
}

/** How many we have in all warehouses together. They are asked one after the other. */
export async function stockOf(sku: string): Promise<number> {
  let total = 0;
  for (const warehouse of WAREHOUSES) total += await countIn(warehouse, sku);
  return total;
}
