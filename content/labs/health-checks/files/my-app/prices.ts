import { setTimeout as pause } from 'node:timers/promises';
import { pool } from './database.ts';

let prices: Record<string, number> = {};

export const currentPrices = (): Record<string, number> => prices;

/** Reads the price list into memory. Without it the app has nothing to sell, so it tries until it has it. */
export async function loadPrices(): Promise<void> {
  for (;;) {
    try {
      const { rows } = await pool.query<{ sku: string; price: number }>('SELECT sku, price FROM prices');
      prices = Object.fromEntries(rows.map(({ sku, price }) => [sku, price]));
      return;
    } catch (error) {
      console.error('no price list yet:', error instanceof Error ? error.message : error);
      await pause(500);
    }
  }
}
