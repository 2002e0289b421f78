// Checks plain data that comes from outside (a link, a manifest) field by field, and says in one line what is wrong.
// Nothing here knows what the data is for. What makes checks is marked as free of side effects: tables of checks are left
// out of scripts that read nothing.

export type PlainFields = Readonly<Record<string, unknown>>;
/** What a field takes: null where a value will do, else what it should be. */
export type FieldCheck = (value: unknown) => string | null;
/** Fields by name; a name that ends in `?` may be missing. */
export type FieldChecks = Readonly<Record<string, FieldCheck>>;
/** The error of whoever reads. */
export type ReadError = new (message: string) => Error;

/* @__NO_SIDE_EFFECTS__ */
export const number =
  (min: number, max: number): FieldCheck =>
  (value) =>
    typeof value === 'number' && value >= min && value <= max
      ? null
      : `a number from ${min} to ${max}`;

/* @__NO_SIDE_EFFECTS__ */
export const whole =
  (min: number, max: number): FieldCheck =>
  (value) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max
      ? null
      : `a whole number from ${min} to ${max}`;

/* @__NO_SIDE_EFFECTS__ */
export const oneOf =
  (...words: readonly string[]): FieldCheck =>
  (value) =>
    words.includes(value as string) ? null : `one of ${words.join(', ')}`;

export const flag: FieldCheck = (value) => (typeof value === 'boolean' ? null : 'true or false');

/** The name of a host, a process, a fault, a load. */
export const name: FieldCheck = (value) =>
  typeof value === 'string' && /^[\w.*-]{1,253}$/.test(value) ? null : 'a name';

/* @__NO_SIDE_EFFECTS__ */
export const text =
  (mostCharacters: number): FieldCheck =>
  (value) =>
    typeof value === 'string' && value.length <= mostCharacters
      ? null
      : `a text of at most ${mostCharacters} characters`;

/** The fields of an object; throws where the value is none. */
export function fieldsOf(value: unknown, where: string, Failure: ReadError): PlainFields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Failure(`${where} is not an object`);
  }
  return value as PlainFields;
}

/** Throws for a field that is missing, unknown, or not what it should be. */
export function checkFields(
  fields: PlainFields,
  checks: FieldChecks,
  where: string,
  Failure: ReadError,
): void {
  const known = new Map<string, FieldCheck>();
  for (const [key, check] of Object.entries(checks)) {
    const field = key.replace('?', '');
    known.set(field, check);
    if (fields[field] === undefined && field === key) {
      throw new Failure(`${where} lacks the field "${field}"`);
    }
  }
  for (const [field, value] of Object.entries(fields)) {
    const check = known.get(field);
    if (!check) throw new Failure(`${where} has an unknown field "${field}"`);
    const wanted = value === undefined ? null : check(value);
    if (wanted !== null) throw new Failure(`${where}: "${field}" must be ${wanted}`);
  }
}
