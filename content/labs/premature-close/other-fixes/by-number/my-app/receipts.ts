import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export interface Order {
  number: string;
  item: string;
  amount: number;
  /** What a company wants to find on its receipt. */
  reference: string | null;
}

const folder = process.env.RECEIPTS ?? '/var/lib/receipts';
const list = join(folder, 'references.jsonl');

export function openReceipts(): void {
  mkdirSync(folder, { recursive: true });
}

const pathOf = (number: string): string => join(folder, `${number}.txt`);

/** Writes the receipt of an order, and notes its reference; settles with the name it is found by. */
export async function writeReceipt(order: Order): Promise<string> {
  const { number, item, amount, reference } = order;
  const price = (amount / 100).toFixed(2);
  await writeFile(
    pathOf(number),
    `Receipt ${number}\n${item}  CHF ${price}\nYour reference: ${reference ?? '-'}\n`,
  );
  if (reference !== null) await appendFile(list, `${JSON.stringify([reference, number])}\n`);
  return reference ?? number;
}

async function numberOf(reference: string): Promise<string | undefined> {
  const text = await readFile(list, 'utf8').catch(() => '');
  const pairs = text.split('\n').filter(Boolean).map((line): [string, string] => JSON.parse(line));
  return pairs.findLast(([one]) => one === reference)?.[1];
}

/** The text of a receipt; null when there is none of that name. */
export async function readReceipt(name: string): Promise<string | null> {
  const number = (await numberOf(name)) ?? name;
  if (!/^[\d-]+$/.test(number)) return null;
  return readFile(pathOf(number), 'utf8').catch(() => null);
}
