import { readFile } from 'node:fs/promises';

/** The night job writes this file. Last night it did not run. */
export async function dailyReport(): Promise<string> {
  return readFile('/var/reports/today.csv', 'utf8');
}
