export interface Product {
  sku: string;
  title: string;
  /** In cents, before tax. */
  price: number;
  /** A gift card is money: tax is due when it is spent, not when it is bought. */
  isTaxed: boolean;
}

const products: Product[] = [
  { sku: 'tea', title: 'Assam, 100 g', price: 800, isTaxed: true },
  { sku: 'cup', title: 'Cup, blue', price: 1400, isTaxed: true },
  { sku: 'gift-card', title: 'Gift card', price: 5000, isTaxed: false },
];

export const findProduct = (sku: string): Product | undefined =>
  products.find((product) => product.sku === sku);
