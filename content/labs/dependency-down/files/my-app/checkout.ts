import { findProduct, type Product } from './catalogue.ts';
import { taxRate } from './tax.ts';

export interface Receipt {
  country: string;
  items: string[];
  /** All amounts in cents. */
  net: number;
  tax: number;
  total: number;
}

/** The products of a cart, or null where one of them is not in the catalogue. */
export function productsOf(skus: unknown): Product[] | null {
  if (!Array.isArray(skus) || skus.length === 0) return null;
  const products = skus.map((sku) => findProduct(String(sku)));
  return products.every((product) => product !== undefined) ? products : null;
}

const sumOf = (products: Product[]): number =>
  products.reduce((sum, product) => sum + product.price, 0);

export async function checkout(products: Product[], country: string): Promise<Receipt> {
  const net = sumOf(products);
  const taxed = sumOf(products.filter((product) => product.isTaxed));
  // Goods without tax are sold whatever the tax service does.
  const tax = taxed === 0 ? 0 : Math.round((taxed * (await taxRate(country))) / 100);
  return { country, items: products.map((product) => product.sku), net, tax, total: net + tax };
}
