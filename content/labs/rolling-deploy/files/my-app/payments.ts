/** Charges the customer's card once. Throws when the payment did not go through. */
export async function charge(order: string, amount: number): Promise<void> {
  const response = await fetch('http://payment-api/charges', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ order, amount }),
  });
  if (!response.ok) throw new Error(`payment-api answered ${response.status}`);
}
