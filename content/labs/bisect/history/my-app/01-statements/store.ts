import { readFileSync } from 'node:fs';

export interface Order {
  order: number;
  /** In cents. */
  total: number;
  /** When it was paid, as the payment service says it. */
  paidAt: string;
}

export interface Customer {
  id: number;
  name: string;
  orders: Order[];
}

export const readCustomers = (file: string): Customer[] => JSON.parse(readFileSync(file, 'utf8'));
