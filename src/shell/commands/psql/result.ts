// What a server answers to a query, as psql holds it.

export interface ResultColumn {
  readonly name: string;
  /** Number of the type in pg_type. */
  readonly typeOid: number;
}

/** Fields of an error or a notice, by their letter ("Error and Notice Message Fields", 55.8 of the manual). */
export type MessageFields = ReadonlyMap<string, string>;

/** Rows as text; null is NULL. */
export interface RowResult {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** One statement's answer. */
export type QueryResult =
  | ({ readonly kind: 'rows'; readonly tag: string } & RowResult)
  | { readonly kind: 'command'; readonly tag: string }
  | { readonly kind: 'empty' }
  | { readonly kind: 'error'; readonly fields: MessageFields }
  /** The connection is gone. The text says how, as libpq does. */
  | { readonly kind: 'lost'; readonly text: string };
