interface Coupon {
  /** Taken off the subtotal. */
  percent: number;
}

/** Add new coupons here. */
const COUPONS = new Map<string | undefined, Coupon>([
  ['TEA10', { percent: 10 }],
  ['FRIENDS20', { percent: 20 }],
]);

/** What a coupon takes off, in cents. */
export function discountOf(code: string | undefined, subtotal: number): number {
  const percent = COUPONS.get(code)?.percent ?? 0;
  return Math.round((subtotal * percent) / 100);
}
