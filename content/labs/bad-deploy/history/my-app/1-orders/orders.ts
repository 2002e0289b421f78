import { discountOf } from './coupons.ts';
import { shippingTo } from './shipping.ts';

/** In cents. */
const PRICES: Record<string, number> = { tea: 800, cup: 1400, pot: 3200 };

export interface OrderLine {
  sku: string;
  quantity: number;
}

/** All amounts in cents. */
export interface PricedOrder {
  subtotal: number;
  discount: number;
  shipping: number;
  total: number;
}

/** The lines of an order, or what is wrong with them. */
export function productsOf(lines: unknown): OrderLine[] | string {
  if (!Array.isArray(lines) || lines.length === 0) return 'An order needs lines';
  for (const { sku, quantity } of lines) {
    if (!(sku in PRICES)) return `There is no product ${sku}`;
    if (!Number.isInteger(quantity)) return 'A quantity must be a whole number';
  }
  return lines;
}

/** What an order costs, or null where we do not ship to. */
export function priceOrder(
  lines: OrderLine[],
  country: string,
  coupon: string | undefined,
): PricedOrder | null {
  const subtotal = lines.reduce((sum, { sku, quantity }) => sum + (PRICES[sku] ?? 0) * quantity, 0);
  const shipping = shippingTo(country, subtotal);
  if (shipping === null) return null;
  const discount = discountOf(coupon, subtotal);
  return { subtotal, discount, shipping, total: subtotal - discount + shipping };
}
