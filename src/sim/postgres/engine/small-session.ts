// One session of the small engine: the simple and the extended protocol ("Message Flow", 55.2 of the manual).

import type { Kernel } from '../../kernel/kernel.ts';
import type { Random } from '../../kernel/random.ts';
import type { OutputColumn } from '../plan/query-plan.ts';
import type { ParsedStatement } from '../sql/ast.ts';
import { parseOne, parseSql } from '../sql/parse.ts';
import { notModelled, SqlError } from '../sql-error.ts';
import type { Cluster, Database } from '../storage/database.ts';
import { type DataType, typeByOid } from '../values/data-type.ts';
import { parseText } from '../values/text-format.ts';
import type { Row, Value } from '../values/value.ts';
import { MessageWriter } from '../wire/messages.ts';
import type { Message, MessageBody } from '../wire/reader.ts';
import { Executor } from './executor.ts';
import type { Processor } from './processor.ts';
import type { SessionOptions, SqlSession, TransactionStatus } from './sql-engine.ts';

export interface SmallSessionOptions extends SessionOptions {
  readonly cluster: Cluster;
  readonly data: Database;
  readonly kernel: Kernel;
  readonly processor: Processor;
  readonly random: Random;
  readonly encodeUtf8: (text: string) => Uint8Array;
  readonly timeMs: () => number;
  /** Statements take no time: for what is done before the world begins. */
  readonly isInstant?: boolean;
}

interface Prepared {
  readonly name: string;
  readonly parsed: ParsedStatement | null;
  readonly text: string;
  readonly types: (DataType | null)[];
  readonly columns: readonly OutputColumn[] | null;
}

interface Portal {
  readonly prepared: Prepared;
  readonly params: readonly Value[];
  readonly shown: readonly (string | null)[];
  /** Rows that an Execute with a limit has left. */
  rest: { readonly rows: Row[]; readonly tag: string } | null;
}

export class SmallSession implements SqlSession {
  readonly #options: SmallSessionOptions;
  readonly #writer: MessageWriter;
  readonly #executor: Executor;
  readonly #prepared = new Map<string, Prepared>();
  readonly #portals = new Map<string, Portal>();
  #skipsToSync = false;

  constructor(options: SmallSessionOptions) {
    this.#options = options;
    this.#writer = new MessageWriter(options.encodeUtf8);
    this.#executor = new Executor(options, (notice) => this.#writer.error(notice, 'N'));
  }

  get status(): TransactionStatus {
    return this.#executor.status;
  }

  get transactionStartUs(): number | null {
    return this.#executor.transactionStartUs;
  }

  get transactionId(): number | null {
    return this.#executor.transactionId;
  }

  get waitEvent(): string | null {
    return this.#executor.waitEvent;
  }

  get blockers(): readonly number[] {
    return this.#executor.blockers;
  }

  interrupt(error: SqlError): boolean {
    return this.#executor.interrupt(error);
  }

  close(): void {
    this.#executor.close();
  }

  handle(message: Message, done: () => void): void {
    const { type, body } = message;
    if (this.#skipsToSync && type !== 'S') {
      done();
      return;
    }
    switch (type) {
      case 'Q':
        this.#simpleQuery(body.string(), done);
        return;
      case 'P':
        this.#now(() => this.#parse(body), done);
        return;
      case 'B':
        this.#now(() => this.#bind(body), done);
        return;
      case 'D':
        this.#now(() => this.#describe(body), done);
        return;
      case 'E':
        this.#execute(body, done);
        return;
      case 'C':
        this.#now(() => this.#closeObject(body), done);
        return;
      case 'S':
        this.#sync(done);
        return;
      case 'H':
        this.#flush();
        done();
        return;
      default:
        this.#options.port.fatal(
          new SqlError('08P01', `invalid frontend message type ${type.charCodeAt(0)}`, {
            severity: 'FATAL',
          }),
        );
    }
  }

  #flush(): void {
    if (!this.#writer.isEmpty) this.#options.port.send(this.#writer.take());
  }

  #ready(): void {
    this.#writer.readyForQuery(this.status);
    this.#flush();
  }

  /** Tells an error to client and log; what the transaction did is taken back. */
  #fail(error: unknown, text: string): void {
    const told = error instanceof SqlError ? error : internalError(error);
    this.#executor.fail(told, text);
    if (told.severity === 'FATAL') {
      this.#options.port.fatal(told);
      return;
    }
    this.#writer.error(told);
  }

  /** A message of the extended protocol that takes no time. */
  #now(action: () => void, done: () => void): void {
    try {
      action();
    } catch (error) {
      this.#skipsToSync = true;
      this.#fail(error, this.#lastText);
      this.#flush();
    }
    done();
  }

  #lastText = '';

  // --- simple queries ---

  #simpleQuery(text: string, done: () => void): void {
    this.#lastText = text;
    let statements: readonly ParsedStatement[];
    try {
      statements = parseSql(text);
    } catch (error) {
      this.#fail(error, text);
      this.#ready();
      done();
      return;
    }
    if (statements.length === 0) {
      this.#writer.bare('I');
      this.#ready();
      done();
      return;
    }
    const next = (index: number): void => {
      const parsed = statements[index];
      if (!parsed) {
        this.#executor.finishImplicit(() => {
          this.#ready();
          done();
        });
        return;
      }
      const isLast = index === statements.length - 1;
      this.#executor.run(
        { parsed, text, params: [], types: [], shown: [], prepared: null, isLast },
        {
          finished: ({ columns, rows, tag }) => {
            if (columns) this.#writer.rowDescription(columns);
            for (const row of rows) this.#writer.dataRow(row, columns ?? []);
            this.#writer.commandComplete(tag);
            next(index + 1);
          },
          failed: (error) => {
            this.#fail(error, text);
            this.#ready();
            done();
          },
        },
      );
    };
    next(0);
  }

  // --- the extended protocol ---

  #parse(body: MessageBody): void {
    const name = body.string();
    const text = body.string();
    this.#lastText = text;
    const types: (DataType | null)[] = [];
    for (let left = body.int16(); left > 0; left--) types.push(typeByOid(body.int32()) ?? null);
    if (name !== '' && this.#prepared.has(name)) {
      throw new SqlError('42P05', `prepared statement "${name}" already exists`);
    }
    const parsed = parseOne(text);
    if (parsed) this.#executor.checkUsable(parsed.statement);
    const columns = parsed ? this.#executor.describe(parsed.statement, types) : null;
    for (const [index, type] of types.entries()) {
      if (type) continue;
      throw new SqlError('42P18', `could not determine data type of parameter $${index + 1}`);
    }
    this.#prepared.set(name, { name, parsed, text, types, columns });
    this.#writer.bare('1');
  }

  #bind(body: MessageBody): void {
    const portal = body.string();
    const name = body.string();
    const prepared = this.#statement(name);
    this.#lastText = prepared.text;
    const formats = Array.from({ length: body.int16() }, () => body.int16());
    const count = body.int16();
    const { types } = prepared;
    if (count !== types.length) {
      throw new SqlError(
        '08P01',
        `bind message supplies ${count} parameters, but prepared statement "${name}" requires ${types.length}`,
      );
    }
    const shown: (string | null)[] = [];
    const params: Value[] = [];
    if (prepared.parsed) this.#executor.checkUsable(prepared.parsed.statement);
    for (const [index, type] of types.entries()) {
      const length = body.int32();
      const format = formats.length === 1 ? formats[0] : formats[index];
      const text = length < 0 ? null : parameterText(body, length, format === 1, type);
      shown.push(text);
      params.push(
        text === null || !type
          ? null
          : this.#parameter(
              type,
              text,
              `${portal === '' ? 'unnamed portal' : `portal "${portal}"`} parameter $${index + 1} = '...'`,
            ),
      );
    }
    this.#portals.set(portal, { prepared, params, shown, rest: null });
    this.#writer.bare('2');
  }

  #parameter(type: DataType, text: string, context: string): Value {
    try {
      return parseText(type, text, this.#options.timeMs() * 1_000);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      const where = error.fields.where ? `${error.fields.where}\n${context}` : context;
      throw new SqlError(error.code, error.message, { ...error.fields, where });
    }
  }

  #statement(name: string): Prepared {
    const found = this.#prepared.get(name);
    if (found) return found;
    const message =
      name === ''
        ? 'unnamed prepared statement does not exist'
        : `prepared statement "${name}" does not exist`;
    throw new SqlError('26000', message);
  }

  #portal(name: string): Portal {
    const found = this.#portals.get(name);
    if (found) return found;
    throw new SqlError('34000', `portal "${name}" does not exist`);
  }

  #describe(body: MessageBody): void {
    const kind = String.fromCharCode(body.byte());
    const name = body.string();
    const prepared = kind === 'S' ? this.#statement(name) : this.#portal(name).prepared;
    if (kind === 'S') {
      this.#writer.parameterDescription(prepared.types.filter((type) => type !== null));
    }
    if (prepared.columns) this.#writer.rowDescription(prepared.columns);
    else this.#writer.bare('n');
  }

  #execute(body: MessageBody, done: () => void): void {
    let portal: Portal;
    const name = body.string();
    const limit = body.int32();
    try {
      portal = this.#portal(name);
    } catch (error) {
      this.#now(() => {
        throw error;
      }, done);
      return;
    }
    const { prepared, params, shown } = portal;
    const { parsed, text, types } = prepared;
    if (!parsed) {
      this.#writer.bare('I');
      done();
      return;
    }
    if (portal.rest) {
      this.#sendPart(portal, limit);
      done();
      return;
    }
    this.#executor.run(
      { parsed, text, params, types, shown, prepared: prepared.name, isLast: false },
      {
        finished: ({ rows, tag }) => {
          portal.rest = { rows: [...rows], tag };
          this.#sendPart(portal, limit);
          done();
        },
        failed: (error) => {
          this.#skipsToSync = true;
          this.#fail(error, text);
          this.#flush();
          done();
        },
      },
    );
  }

  #sendPart(portal: Portal, limit: number): void {
    const { rest, prepared } = portal;
    if (!rest) return;
    const part = rest.rows.splice(0, limit > 0 ? limit : rest.rows.length);
    for (const row of part) this.#writer.dataRow(row, prepared.columns ?? []);
    if (rest.rows.length > 0) this.#writer.bare('s');
    else this.#writer.commandComplete(rest.tag);
  }

  #closeObject(body: MessageBody): void {
    const kind = String.fromCharCode(body.byte());
    if (kind === 'S') this.#prepared.delete(body.string());
    else this.#portals.delete(body.string());
    this.#writer.bare('3');
  }

  #sync(done: () => void): void {
    this.#skipsToSync = false;
    this.#portals.clear();
    this.#executor.finishImplicit(() => {
      this.#ready();
      done();
    });
  }
}

function parameterText(
  body: MessageBody,
  length: number,
  isBinary: boolean,
  type: DataType | null,
): string {
  if (!isBinary) return body.text(length);
  if (type?.name !== 'bytea') throw notModelled('A binary parameter that is no bytea');
  const bytes = [...body.take(length)];
  return `\\x${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** What went wrong in the simulator itself is told, not hidden. */
function internalError(error: unknown): SqlError {
  const detail = error instanceof Error ? error.message : String(error);
  return new SqlError('XX000', `the simulator failed: ${detail}`, {
    ...(error instanceof Error && error.stack && { detail: error.stack.slice(0, 600) }),
  });
}
