// The type jsonb: parsed, compared and printed as PostgreSQL does, with keys by length and then by bytes.
// Simplified: numbers are floating-point numbers.

/** A value of the type jsonb: a box, so that a JSON null is not an SQL null. */
export class Json {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

export type JsonObject = Readonly<Record<string, unknown>>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const compareKeys = (first: string, second: string): number =>
  first.length - second.length || (first < second ? -1 : first > second ? 1 : 0);

/** The keys of an object in the order of jsonb. */
export const jsonKeys = (value: JsonObject): string[] => Object.keys(value).sort(compareKeys);

/** As jsonb prints it: a space after colons and commas. */
export function formatJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(formatJson).join(', ')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value) ?? 'null';
  const entries = jsonKeys(value).map((key) => `${JSON.stringify(key)}: ${formatJson(value[key])}`);
  return `{${entries.join(', ')}}`;
}

/** `->` and `->>`: a member or an element; undefined where there is none. */
export function jsonMember(value: unknown, key: string | number): unknown {
  if (typeof key === 'number') {
    if (!Array.isArray(value)) return undefined;
    return value[key < 0 ? value.length + key : key];
  }
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** `#>`: along a path of keys and numbers. */
export function jsonPath(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const key of path) {
    const isIndex = Array.isArray(found) && /^-?\d+$/.test(key);
    found = jsonMember(found, isIndex ? Number(key) : key);
  }
  return found;
}

/** `@>`: whether the first holds everything the second has. */
export function jsonContains(whole: unknown, part: unknown): boolean {
  if (Array.isArray(whole)) {
    const parts = Array.isArray(part) ? part : [part];
    return parts.every((item) => whole.some((member) => jsonContains(member, item)));
  }
  if (isJsonObject(whole)) {
    if (!isJsonObject(part)) return false;
    return Object.keys(part).every(
      (key) => Object.hasOwn(whole, key) && jsonContains(whole[key], part[key]),
    );
  }
  return whole === part;
}

/** The value with another one at a path, as jsonb_set does. */
export function jsonSet(
  value: unknown,
  path: readonly string[],
  replacement: unknown,
  create: boolean,
): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return replacement;
  if (Array.isArray(value)) {
    const index = Number(key) < 0 ? value.length + Number(key) : Number(key);
    const inside = index in value;
    if (!inside && (!create || rest.length > 0)) return value;
    const next = inside ? jsonSet(value[index], rest, replacement, create) : replacement;
    return inside ? value.map((item, at) => (at === index ? next : item)) : [...value, next];
  }
  if (!isJsonObject(value)) return value;
  const has = Object.hasOwn(value, key);
  if (!has && (!create || rest.length > 0)) return value;
  return { ...value, [key]: has ? jsonSet(value[key], rest, replacement, create) : replacement };
}

export const jsonType = (value: unknown): string => {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
};

const RANKS = ['null', 'string', 'number', 'boolean', 'array', 'object'];

/** The order of jsonb values. */
export function compareJson(first: unknown, second: unknown): number {
  const ranks = RANKS.indexOf(jsonType(first)) - RANKS.indexOf(jsonType(second));
  if (ranks !== 0) return ranks;
  if (typeof first === 'object') {
    const [a, b] = [formatJson(first), formatJson(second)];
    return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
  }
  const [a, b] = [first as string, second as string];
  return a < b ? -1 : a > b ? 1 : 0;
}
