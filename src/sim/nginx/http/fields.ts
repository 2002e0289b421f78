// Header fields of requests and responses: lists in order, names as sent, compared without case.

/** A header field. */
export interface Field {
  readonly name: string;
  /** The name in lower case, for comparing. */
  readonly key: string;
  value: string;
}

/** A field with the name as it is to be written. */
export const field = (name: string, value: string): Field => ({
  name,
  key: name.toLowerCase(),
  value,
});

/** The first field of a name, given in lower case. */
export const findField = (fields: readonly Field[], key: string): Field | undefined => {
  for (const one of fields) if (one.key === key) return one;
  return undefined;
};

/** The value of the first field of a name. */
export const fieldValue = (fields: readonly Field[], key: string): string | null =>
  findField(fields, key)?.value ?? null;
