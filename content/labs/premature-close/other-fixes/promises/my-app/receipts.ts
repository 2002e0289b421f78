import { mkdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Order {
  number: string;
  item: string;
  amount: number;
  /** What a company wants to find on its receipt. */
  reference: string | null;
}

const folder = process.env.RECEIPTS ?? '/var/lib/receipts';

export function openReceipts(): void {
  mkdirSync(folder, { recursive: true });
}

/** Accounting looks receipts up by the reference, where there is one. */
const nameOf = (order: Order): string => order.reference ?? order.number;

const pathOf = (name: string): string => join(folder, `${encodeURIComponent(name)}.txt`);

/** Writes the receipt of an order; settles with its name once it is on the disk. */
export async function writeReceipt(order: Order): Promise<string> {
  const name = nameOf(order);
  const lines = [
    `Receipt ${order.number}`,
    `${order.item}  CHF ${(order.amount / 100).toFixed(2)}`,
    `Your reference: ${order.reference ?? '-'}`,
  ];
  await writeFile(pathOf(name), `${lines.join('\n')}\n`);
  return name;
}

/** The text of a receipt; null when there is none of that name. */
export async function readReceipt(name: string): Promise<string | null> {
  return readFile(pathOf(name), 'utf8').catch(() => null);
}
