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

/** All customers, in the order of their names. */
export function readCustomers(file: string): Customer[] {
  const customers: Customer[] = JSON.parse(readFileSync(file, 'utf8'));
  return customers.sort((a, b) => a.name.localeCompare(b.name));
}
