/** Takes what was sold out of the stock, once for each call. Throws when it was not booked. */
export async function bookSale(sku: string, count: number): Promise<void> {
  const response = await fetch('http://stock-api/movements', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ sku, count: -count }),
  });
  if (!response.ok) throw new Error(`stock-api answered ${response.status}`);
}
