export interface SalesReport {
  sold: number;
  currency: string;
  total: number;
}

/**
 * Only the process on port 3003 may talk to the warehouse (one licence, one connection). It has WAREHOUSE_URL; the other
 * two ask it.
 */
const source = process.env.WAREHOUSE_URL
  ? `${process.env.WAREHOUSE_URL}/sales`
  : 'http://127.0.0.1:3003/api/reports/sales';

/** Less than nginx waits (2 s): it is the app that says no, not a timer in front of it. */
const LIMIT_MS = 1_500;

/** The report did not come in time. */
export class ReportLate extends Error {}

/** The sales of the year so far. Throws ReportLate when nobody tells them in time. */
export async function salesReport(): Promise<SalesReport> {
  const response = await fetch(source, { signal: AbortSignal.timeout(LIMIT_MS) }).catch((cause) => {
    throw new ReportLate(`no answer from ${source}`, { cause });
  });
  if (!response.ok) throw new Error(`${source} answered ${response.status}`);
  return (await response.json()) as SalesReport;
}
