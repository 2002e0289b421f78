import { createWriteStream, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
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

/** A reference comes from outside: no slash or dot of it may lead to another folder. */
const pathOf = (name: string): string => join(folder, `${encodeURIComponent(name)}.txt`);

/** Writes the receipt of an order; settles with its name once it is on the disk. Rejects when it cannot be written. */
export function writeReceipt(order: Order): Promise<string> {
  const name = nameOf(order);
  return new Promise((resolve, reject) => {
    const file = createWriteStream(pathOf(name));
    file.on('error', reject);
    file.on('finish', () => resolve(name));
    file.write(`Receipt ${order.number}\n`);
    file.write(`${order.item}  CHF ${(order.amount / 100).toFixed(2)}\n`);
    file.end(`Your reference: ${order.reference ?? '-'}\n`);
  });
}

/** The text of a receipt; null when there is none of that name. */
export async function readReceipt(name: string): Promise<string | null> {
  return readFile(pathOf(name), 'utf8').catch(() => null);
}
