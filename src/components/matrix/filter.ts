// What of the table of failures is shown, as a value; and the same in an address. Pure: the page's part is start.ts.

/** What is asked for. Empty lists ask for everything. */
export interface MatrixFilter {
  /** Ids of platforms. */
  readonly platforms: readonly string[];
  /** One status code, or undefined. */
  readonly code: number | undefined;
  /** Slug of a failure (`connection-refused`), or undefined. */
  readonly failure: string | undefined;
}

/** One entry of a cell. */
export interface MatrixEntry {
  readonly platform: string;
  readonly failure: string;
  readonly codes: readonly number[];
}

/** Whether an entry is asked for. */
export function isShown(entry: MatrixEntry, filter: MatrixFilter): boolean {
  return (
    (filter.platforms.length === 0 || filter.platforms.includes(entry.platform)) &&
    (filter.code === undefined || entry.codes.includes(filter.code)) &&
    (filter.failure === undefined || filter.failure === entry.failure)
  );
}

/** The filter of an address's query (`?platform=nginx,aws-alb&code=502`). What makes no sense is left out. */
export function filterOf(query: string): MatrixFilter {
  const parameters = new URLSearchParams(query);
  const words = (parameters.get('platform') ?? '').split(',').filter((one) => /^[\w-]+$/.test(one));
  const code = parameters.get('code') ?? '';
  const failure = parameters.get('failure') ?? '';
  return {
    platforms: [...new Set(words)],
    code: /^\d{3}$/.test(code) ? Number(code) : undefined,
    failure: /^[\w-]+$/.test(failure) ? failure : undefined,
  };
}

/** The query of a filter, beginning with `?`; empty when it asks for everything. */
export function queryOf({ platforms, code, failure }: MatrixFilter): string {
  const parts = [
    ...(platforms.length > 0 ? [`platform=${platforms.join(',')}`] : []),
    ...(code === undefined ? [] : [`code=${code}`]),
    ...(failure === undefined ? [] : [`failure=${failure}`]),
  ];
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}
