/** What a coupon takes off, in cents. */
export function discountOf(code: string | undefined, subtotal: number): number {
  if (code === 'TEA10') return Math.round(subtotal * 0.1);
  if (code === 'FRIENDS20') return Math.round(subtotal * 0.2);
  return 0;
}
