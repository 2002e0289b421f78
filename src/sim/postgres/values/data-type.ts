// The types the engine knows, with PostgreSQL's numbers for them (pg_type).

export type Category = 'N' | 'S' | 'B' | 'D' | 'T' | 'A' | 'U' | 'X' | 'P' | 'V';

export interface DataType {
  readonly name: string;
  /** As messages and format_type() write it. */
  readonly sqlName: string;
  readonly oid: number;
  /** Bytes; -1 where it varies. */
  readonly size: number;
  readonly category: Category;
  readonly element: DataType | null;
}

const byName = new Map<string, DataType>();
const byOid = new Map<number, DataType>();
const arrays = new Map<string, DataType>();

function define(
  name: string,
  sqlName: string,
  numbers: { oid: number; arrayOid?: number; size: number },
  category: Category,
): DataType {
  const { oid, arrayOid, size } = numbers;
  const type: DataType = { name, sqlName, oid, size, category, element: null };
  byName.set(name, type);
  byOid.set(oid, type);
  if (arrayOid !== undefined) {
    const array: DataType = {
      name: `_${name}`,
      sqlName: `${sqlName}[]`,
      oid: arrayOid,
      size: -1,
      category: 'A',
      element: type,
    };
    arrays.set(name, array);
    byName.set(array.name, array);
    byOid.set(arrayOid, array);
  }
  return type;
}

export const BOOL = define('bool', 'boolean', { oid: 16, arrayOid: 1000, size: 1 }, 'B');
export const INT2 = define('int2', 'smallint', { oid: 21, arrayOid: 1005, size: 2 }, 'N');
export const INT4 = define('int4', 'integer', { oid: 23, arrayOid: 1007, size: 4 }, 'N');
export const INT8 = define('int8', 'bigint', { oid: 20, arrayOid: 1016, size: 8 }, 'N');
export const FLOAT4 = define('float4', 'real', { oid: 700, arrayOid: 1021, size: 4 }, 'N');
export const FLOAT8 = define(
  'float8',
  'double precision',
  { oid: 701, arrayOid: 1022, size: 8 },
  'N',
);
export const NUMERIC = define('numeric', 'numeric', { oid: 1700, arrayOid: 1231, size: -1 }, 'N');
export const OID = define('oid', 'oid', { oid: 26, arrayOid: 1028, size: 4 }, 'N');
export const REGCLASS = define('regclass', 'regclass', { oid: 2205, arrayOid: 2210, size: 4 }, 'N');
export const REGTYPE = define('regtype', 'regtype', { oid: 2206, arrayOid: 2211, size: 4 }, 'U');
export const XID = define('xid', 'xid', { oid: 28, size: 4 }, 'U');
export const TEXT = define('text', 'text', { oid: 25, arrayOid: 1009, size: -1 }, 'S');
export const VARCHAR = define(
  'varchar',
  'character varying',
  { oid: 1043, arrayOid: 1015, size: -1 },
  'S',
);
export const BPCHAR = define('bpchar', 'character', { oid: 1042, arrayOid: 1014, size: -1 }, 'S');
export const NAME = define('name', 'name', { oid: 19, arrayOid: 1003, size: 64 }, 'S');
export const DATE = define('date', 'date', { oid: 1082, arrayOid: 1182, size: 4 }, 'D');
export const TIMESTAMP = define(
  'timestamp',
  'timestamp without time zone',
  { oid: 1114, arrayOid: 1115, size: 8 },
  'D',
);
export const TIMESTAMPTZ = define(
  'timestamptz',
  'timestamp with time zone',
  { oid: 1184, arrayOid: 1185, size: 8 },
  'D',
);
export const TIME = define(
  'time',
  'time without time zone',
  { oid: 1083, arrayOid: 1183, size: 8 },
  'D',
);
export const INTERVAL = define(
  'interval',
  'interval',
  { oid: 1186, arrayOid: 1187, size: 16 },
  'T',
);
export const JSON_TYPE = define('json', 'json', { oid: 114, arrayOid: 199, size: -1 }, 'U');
export const JSONB = define('jsonb', 'jsonb', { oid: 3802, arrayOid: 3807, size: -1 }, 'U');
export const UUID = define('uuid', 'uuid', { oid: 2950, arrayOid: 2951, size: 16 }, 'U');
export const BYTEA = define('bytea', 'bytea', { oid: 17, arrayOid: 1001, size: -1 }, 'U');
export const INET = define('inet', 'inet', { oid: 869, arrayOid: 1041, size: -1 }, 'U');
export const RECORD = define('record', 'record', { oid: 2249, size: -1 }, 'P');
export const VOID = define('void', 'void', { oid: 2278, size: 4 }, 'P');
/** A constant or parameter whose type its place decides. */
export const UNKNOWN = define('unknown', 'unknown', { oid: 705, size: -2 }, 'X');

export const typeByName = (name: string): DataType | undefined => byName.get(name);
export const typeByOid = (oid: number): DataType | undefined => byOid.get(oid);
/** The type of lists of a type; its own where there is none. */
export const arrayOf = (type: DataType): DataType => arrays.get(type.name) ?? type;

/** From the narrowest to the widest: a value of one becomes one of a later type without being asked. */
const NUMBERS = [INT2, INT4, INT8, NUMERIC, FLOAT4, FLOAT8];

export const numberRank = (type: DataType): number => NUMBERS.indexOf(type);
export const isText = (type: DataType): boolean => type.category === 'S';
export const isInteger = (type: DataType): boolean =>
  type === INT2 || type === INT4 || type === INT8;

/** `character varying(20)`, `numeric(10,2)`. A modifier is kept as PostgreSQL packs it. */
export function formatType(type: DataType, modifier = -1): string {
  if (type.element) return `${formatType(type.element, modifier)}[]`;
  if (modifier < 0) return type.sqlName;
  if (type === VARCHAR || type === BPCHAR) return `${type.sqlName}(${modifier - 4})`;
  if (type === NUMERIC) return `numeric(${(modifier - 4) >> 16},${(modifier - 4) & 0xffff})`;
  return type.sqlName;
}

/** `(10,2)` as PostgreSQL packs it; -1 for none. */
export function packModifier(type: DataType, modifiers: readonly number[]): number {
  const [first, second = 0] = modifiers;
  if (first === undefined) return -1;
  if (type === NUMERIC) return ((first << 16) | second) + 4;
  if (isText(type)) return first + 4;
  return first;
}
