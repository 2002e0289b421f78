// The syntax tree of the SQL the simulator understands. `at` is a place in the text of the query, from 0.

export type Name = { readonly schema: string | null; readonly name: string; readonly at: number };

export interface TypeName {
  readonly name: string;
  /** `(10,2)` */
  readonly modifiers: readonly number[];
  /** How many pairs of brackets follow. */
  readonly dimensions: number;
  readonly at: number;
}

export interface OrderItem {
  readonly expression: Expression;
  readonly descending: boolean;
  readonly nullsFirst: boolean | null;
}

export interface WindowSpec {
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly OrderItem[];
}

export interface Call {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Expression[];
  readonly star: boolean;
  readonly distinct: boolean;
  readonly orderBy: readonly OrderItem[];
  readonly filter: Expression | null;
  readonly over: WindowSpec | null;
  readonly at: number;
}

export type LiteralType = 'unknown' | 'integer' | 'numeric' | 'boolean' | 'null';

export type Expression =
  | {
      readonly kind: 'literal';
      readonly type: LiteralType;
      readonly value: string;
      readonly at: number;
    }
  | { readonly kind: 'parameter'; readonly index: number; readonly at: number }
  /** `t.a`, `a`, `t.*`, `*` */
  | { readonly kind: 'column'; readonly path: readonly string[]; readonly at: number }
  | {
      readonly kind: 'unary';
      readonly operator: string;
      readonly operand: Expression;
      readonly at: number;
    }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
      readonly at: number;
    }
  | { readonly kind: 'and' | 'or'; readonly items: readonly Expression[]; readonly at: number }
  | { readonly kind: 'not'; readonly operand: Expression; readonly at: number }
  | {
      readonly kind: 'is';
      readonly operand: Expression;
      readonly test: 'null' | 'true' | 'false' | 'unknown';
      readonly negated: boolean;
      readonly at: number;
    }
  | {
      readonly kind: 'distinct';
      readonly left: Expression;
      readonly right: Expression;
      readonly negated: boolean;
      readonly at: number;
    }
  | {
      readonly kind: 'between';
      readonly operand: Expression;
      readonly low: Expression;
      readonly high: Expression;
      readonly negated: boolean;
      readonly at: number;
    }
  | {
      readonly kind: 'in';
      readonly operand: Expression;
      readonly list: readonly Expression[] | null;
      readonly query: Query | null;
      readonly negated: boolean;
      readonly at: number;
    }
  | {
      readonly kind: 'quantified';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
      readonly all: boolean;
      readonly at: number;
    }
  | { readonly kind: 'exists'; readonly query: Query; readonly at: number }
  | { readonly kind: 'subquery'; readonly query: Query; readonly at: number }
  | { readonly kind: 'array'; readonly items: readonly Expression[]; readonly at: number }
  | { readonly kind: 'array-query'; readonly query: Query; readonly at: number }
  | { readonly kind: 'row'; readonly items: readonly Expression[]; readonly at: number }
  | {
      readonly kind: 'case';
      readonly operand: Expression | null;
      readonly branches: readonly { readonly when: Expression; readonly result: Expression }[];
      readonly otherwise: Expression | null;
      readonly at: number;
    }
  | {
      readonly kind: 'cast';
      readonly operand: Expression;
      readonly type: TypeName;
      readonly at: number;
    }
  | {
      readonly kind: 'subscript';
      readonly operand: Expression;
      readonly index: Expression;
      readonly at: number;
    }
  | { readonly kind: 'default'; readonly at: number }
  | Call;

export interface SelectItem {
  readonly expression: Expression;
  readonly alias: string | null;
}

export type FromItem =
  | {
      readonly kind: 'table';
      readonly name: Name;
      readonly alias: string | null;
      readonly columns: readonly string[];
    }
  | {
      readonly kind: 'query';
      readonly query: Query;
      readonly alias: string | null;
      readonly columns: readonly string[];
      readonly lateral: boolean;
      readonly at: number;
    }
  | {
      readonly kind: 'function';
      readonly call: Call;
      readonly alias: string | null;
      readonly columns: readonly string[];
      readonly ordinality: boolean;
    }
  | {
      readonly kind: 'join';
      readonly type: 'inner' | 'left' | 'right' | 'full' | 'cross';
      readonly left: FromItem;
      readonly right: FromItem;
      readonly on: Expression | null;
      readonly using: readonly string[] | null;
      readonly natural: boolean;
      readonly at: number;
    };

export type LockStrength = 'update' | 'no key update' | 'share' | 'key share';

export interface LockingClause {
  readonly strength: LockStrength;
  readonly of: readonly string[];
  readonly wait: 'wait' | 'nowait' | 'skip';
  readonly at: number;
}

export interface SelectBody {
  readonly kind: 'select';
  readonly distinct: boolean;
  readonly distinctOn: readonly Expression[];
  readonly items: readonly SelectItem[];
  readonly from: readonly FromItem[];
  readonly where: Expression | null;
  readonly groupBy: readonly Expression[];
  readonly having: Expression | null;
  readonly at: number;
}

export type QueryBody =
  | SelectBody
  | {
      readonly kind: 'values';
      readonly rows: readonly (readonly Expression[])[];
      readonly at: number;
    }
  | {
      readonly kind: 'set';
      readonly operator: 'union' | 'intersect' | 'except';
      readonly all: boolean;
      readonly left: Query;
      readonly right: Query;
      readonly at: number;
    };

export interface CommonTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly statement: Query | Insert | Update | Delete;
}

export interface Query {
  readonly kind: 'query';
  readonly with: readonly CommonTable[];
  readonly recursive: boolean;
  readonly body: QueryBody;
  readonly orderBy: readonly OrderItem[];
  readonly limit: Expression | null;
  readonly offset: Expression | null;
  readonly locking: readonly LockingClause[];
  readonly at: number;
}

export interface Assignment {
  readonly column: string;
  readonly value: Expression;
  readonly at: number;
}

export interface OnConflict {
  readonly columns: readonly string[] | null;
  readonly constraint: string | null;
  readonly set: readonly Assignment[] | null;
  readonly where: Expression | null;
  readonly at: number;
}

export interface Insert {
  readonly kind: 'insert';
  readonly with: readonly CommonTable[];
  readonly table: Name;
  readonly alias: string | null;
  readonly columns: readonly { readonly name: string; readonly at: number }[] | null;
  /** Null for DEFAULT VALUES. */
  readonly source: Query | null;
  readonly onConflict: OnConflict | null;
  readonly returning: readonly SelectItem[];
  readonly at: number;
}

export interface Update {
  readonly kind: 'update';
  readonly with: readonly CommonTable[];
  readonly table: Name;
  readonly alias: string | null;
  readonly set: readonly Assignment[];
  readonly from: readonly FromItem[];
  readonly where: Expression | null;
  readonly returning: readonly SelectItem[];
  readonly at: number;
}

export interface Delete {
  readonly kind: 'delete';
  readonly with: readonly CommonTable[];
  readonly table: Name;
  readonly alias: string | null;
  readonly using: readonly FromItem[];
  readonly where: Expression | null;
  readonly returning: readonly SelectItem[];
  readonly at: number;
}

export type Optimizable = Query | Insert | Update | Delete;

export type ConstraintSpec = { readonly name: string | null; readonly at: number } & (
  | { readonly kind: 'not-null' | 'null' }
  | { readonly kind: 'primary-key' | 'unique'; readonly columns: readonly string[] }
  | { readonly kind: 'check'; readonly expression: Expression; readonly text: string }
  | { readonly kind: 'default'; readonly expression: Expression }
  | { readonly kind: 'identity'; readonly always: boolean }
  | { readonly kind: 'generated'; readonly expression: Expression }
  | {
      readonly kind: 'references';
      readonly columns: readonly string[];
      readonly table: Name;
      readonly targets: readonly string[];
      readonly onDelete: 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default';
      readonly onUpdate: 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default';
    }
);

export interface ColumnSpec {
  readonly name: string;
  readonly type: TypeName;
  readonly constraints: readonly ConstraintSpec[];
  readonly at: number;
}

export type AlterAction =
  | { readonly kind: 'add-column'; readonly column: ColumnSpec; readonly ifNotExists: boolean }
  | { readonly kind: 'drop-column'; readonly name: string; readonly ifExists: boolean }
  | { readonly kind: 'set-default'; readonly name: string; readonly expression: Expression | null }
  | { readonly kind: 'set-not-null'; readonly name: string; readonly on: boolean }
  | { readonly kind: 'add-constraint'; readonly constraint: ConstraintSpec }
  | { readonly kind: 'drop-constraint'; readonly name: string; readonly ifExists: boolean }
  | { readonly kind: 'rename-column'; readonly from: string; readonly to: string }
  | { readonly kind: 'rename'; readonly to: string };

export interface RoleOptions {
  readonly login?: boolean;
  readonly superuser?: boolean;
  readonly password?: string | null;
  readonly connectionLimit?: number;
}

export type Utility =
  | {
      readonly kind: 'create-table';
      readonly name: Name;
      readonly ifNotExists: boolean;
      readonly columns: readonly ColumnSpec[];
      readonly constraints: readonly ConstraintSpec[];
      readonly as: Query | null;
      readonly at: number;
    }
  | {
      readonly kind: 'create-index';
      readonly name: string | null;
      readonly table: Name;
      readonly unique: boolean;
      readonly concurrently: boolean;
      readonly ifNotExists: boolean;
      readonly method: string;
      readonly columns: readonly {
        readonly expression: Expression;
        readonly descending: boolean;
      }[];
      readonly where: Expression | null;
      readonly at: number;
    }
  | {
      readonly kind: 'create-view';
      readonly name: Name;
      readonly replace: boolean;
      readonly query: Query;
      readonly at: number;
    }
  | {
      readonly kind: 'create-sequence';
      readonly name: Name;
      readonly ifNotExists: boolean;
      readonly start: number;
      readonly at: number;
    }
  | {
      readonly kind: 'create-schema';
      readonly name: string;
      readonly ifNotExists: boolean;
      readonly at: number;
    }
  | {
      readonly kind: 'create-database';
      readonly name: string;
      readonly owner: string | null;
      readonly at: number;
    }
  | {
      readonly kind: 'create-role' | 'alter-role';
      readonly name: string;
      readonly options: RoleOptions;
      readonly at: number;
    }
  | {
      readonly kind: 'alter-setting';
      readonly of: 'role' | 'database';
      readonly name: string;
      readonly setting: string;
      readonly value: string | null;
      readonly at: number;
    }
  | {
      readonly kind: 'drop';
      readonly what: 'table' | 'index' | 'view' | 'sequence' | 'role' | 'database' | 'schema';
      readonly names: readonly Name[];
      readonly ifExists: boolean;
      readonly cascade: boolean;
      readonly at: number;
    }
  | {
      readonly kind: 'alter-table';
      readonly table: Name;
      readonly ifExists: boolean;
      readonly actions: readonly AlterAction[];
      readonly at: number;
    }
  | {
      readonly kind: 'truncate';
      readonly tables: readonly Name[];
      readonly restart: boolean;
      readonly at: number;
    }
  | {
      readonly kind: 'begin';
      readonly isolation: string | null;
      readonly readOnly: boolean | null;
      readonly start: boolean;
      readonly at: number;
    }
  | {
      readonly kind: 'set-transaction';
      readonly isolation: string | null;
      readonly readOnly: boolean | null;
      readonly at: number;
    }
  | { readonly kind: 'commit' | 'rollback'; readonly at: number }
  | {
      readonly kind: 'savepoint' | 'release' | 'rollback-to';
      readonly name: string;
      readonly at: number;
    }
  | {
      readonly kind: 'set';
      readonly name: string;
      readonly value: string | null;
      readonly local: boolean;
      readonly at: number;
    }
  | { readonly kind: 'show' | 'reset'; readonly name: string; readonly at: number }
  | {
      readonly kind: 'explain';
      readonly analyze: boolean;
      readonly options: Readonly<Record<string, string>>;
      readonly statement: Optimizable;
      readonly at: number;
    }
  | {
      readonly kind: 'prepare';
      readonly name: string;
      readonly types: readonly TypeName[];
      readonly statement: Optimizable;
      readonly at: number;
    }
  | {
      readonly kind: 'execute';
      readonly name: string;
      readonly args: readonly Expression[];
      readonly at: number;
    }
  | { readonly kind: 'deallocate'; readonly name: string | null; readonly at: number }
  | {
      readonly kind: 'lock';
      readonly tables: readonly Name[];
      readonly mode: string;
      readonly nowait: boolean;
      readonly at: number;
    }
  | { readonly kind: 'vacuum' | 'analyze'; readonly tables: readonly Name[]; readonly at: number }
  /** Accepted, and without an effect here: privileges, comments, DISCARD, CHECKPOINT. */
  | { readonly kind: 'accepted'; readonly tag: string; readonly at: number };

export type Statement = Optimizable | Utility;

/** A statement and the part of the query text it came from. */
export interface ParsedStatement {
  readonly statement: Statement;
  readonly text: string;
}
