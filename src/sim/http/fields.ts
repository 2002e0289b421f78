// Field lines of a message (RFC 9110 5): a list in the order they were sent, names in the case they were
// sent in. Names are compared without regard to case.

/** A field line: its name as written, and its value without the white space around it. */
export type Field = readonly [name: string, value: string];

/** Field lines in order; a name may come more than once. */
export type Fields = readonly Field[];

const NO_TOKENS: readonly string[] = [];

/** Whether a field has this name, which is given in lower case. */
export const isNamed = ([name]: Field, lowerCaseName: string): boolean =>
  name.length === lowerCaseName.length && name.toLowerCase() === lowerCaseName;

/** The value of the first field of a name (in lower case). */
export function fieldValue(fields: Fields, lowerCaseName: string): string | undefined {
  for (const field of fields) if (isNamed(field, lowerCaseName)) return field[1];
  return undefined;
}

/** The values of all fields of a name (in lower case), in order. */
export function fieldValues(fields: Fields, lowerCaseName: string): string[] {
  const values: string[] = [];
  for (const field of fields) if (isNamed(field, lowerCaseName)) values.push(field[1]);
  return values;
}

/** The members of a field whose value is a list (RFC 9110 5.6.1), in lower case. */
export function fieldTokens(fields: Fields, lowerCaseName: string): readonly string[] {
  if (fieldValue(fields, lowerCaseName) === undefined) return NO_TOKENS;
  return fieldValues(fields, lowerCaseName)
    .flatMap((value) => value.split(','))
    .map((member) => member.trim().toLowerCase())
    .filter((member) => member !== '');
}

/** Whether a list such as Connection or Transfer-Encoding has a member, both in lower case. */
export const hasToken = (fields: Fields, lowerCaseName: string, token: string): boolean =>
  fieldTokens(fields, lowerCaseName).includes(token);
