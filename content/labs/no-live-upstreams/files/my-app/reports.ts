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

/** The sales of the year so far. */
export async function salesReport(): Promise<SalesReport> {
  const response = await fetch(source);
  if (!response.ok) throw new Error(`${source} answered ${response.status}`);
  return (await response.json()) as SalesReport;
}
