// The table "same failure, other number" made ready to draw: rows are failures, columns platforms.
import type { Facts, FailureRow, PlatformFacts, ProxyStatusType } from '../../content/facts.ts';

/** One failure over all platforms. */
export interface MatrixRow {
  /** Its anchor and its name in addresses: `connection-refused`. */
  readonly slug: string;
  /** A few words: `connection refused`. */
  readonly name: string;
  readonly says: string;
  /** The yardstick: error types of RFC 9209. Empty where it has none. */
  readonly types: readonly ProxyStatusType[];
  /** The codes those types recommend. */
  readonly recommended: readonly number[];
  /** In the order of the columns; several where parts of a platform differ. */
  readonly cells: readonly (readonly FailureRow[])[];
}

/** The whole table. */
export interface Matrix {
  /** Platforms with at least one answer, those with most answers first. */
  readonly columns: readonly PlatformFacts[];
  readonly rows: readonly MatrixRow[];
  /** Error types of RFC 9209 that no failure of the table is measured against. */
  readonly unusedTypes: readonly ProxyStatusType[];
}

/** Lays the facts out as a table. */
export function matrixOf(facts: Facts): Matrix {
  const answers = (platform: string): number =>
    facts.matrix.filter((cell) => cell.platform === platform).length;
  const columns = facts.platforms
    .filter(({ id }) => answers(id) > 0)
    .toSorted((a, b) => answers(b.id) - answers(a.id) || a.name.localeCompare(b.name, 'en'));
  const rows = facts.failures.map((failure) => {
    const types = facts.proxyStatus.filter(({ id }) => failure.proxyStatus.includes(id));
    return {
      slug: failure.id.replace(/^failure\./, ''),
      name: failure.name.replaceAll('_', ' '),
      says: failure.says,
      types,
      recommended: [...new Set(types.flatMap(({ recommends }) => numberOf(recommends)))],
      cells: columns.map(({ id }) => failure.platforms.filter((row) => row.platform === id)),
    };
  });
  const used = new Set(facts.failures.flatMap(({ proxyStatus }) => proxyStatus));
  return { columns, rows, unusedTypes: facts.proxyStatus.filter(({ id }) => !used.has(id)) };
}

function numberOf(recommends: number | string): number[] {
  return typeof recommends === 'number' ? [recommends] : [];
}
