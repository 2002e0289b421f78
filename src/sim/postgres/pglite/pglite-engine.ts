// PGlite behind the server: a real PostgreSQL for hosts where SQL itself is the lesson. The server keeps connections,
// passwords, limits, faults and logs; text goes to PostgreSQL. See README.md.

import type { Kernel } from '../../kernel/kernel.ts';
import type { Platform } from '../../platform.ts';
import { Processor } from '../engine/processor.ts';
import type { ScriptProblem } from '../engine/script.ts';
import type { SessionOptions, SqlEngine, SqlSession } from '../engine/sql-engine.ts';
import type { Settings } from '../server/settings.ts';
import { notModelled, SqlError } from '../sql-error.ts';
import type { Cluster } from '../storage/database.ts';
import { readOutcome } from './outcome.ts';
import { PgliteSession } from './pglite-session.ts';
import type { RawDatabase } from './raw-database.ts';
import { SharedBackend } from './shared-backend.ts';
import { splitScript } from './split-script.ts';

export interface PgliteEngineOptions {
  readonly kernel: Kernel;
  readonly platform: Platform;
  readonly database: RawDatabase;
  /** Roles for the server to authenticate; what SQL does to them is copied there. */
  readonly cluster: Cluster;
  readonly timeMs: () => number;
  readonly cores: number;
}

export const PGLITE_VERSION = 'PostgreSQL 18.6 (PGlite 0.5.16)';

const FIRST_NAME = 'postgres';
const CREATE_DATABASE =
  /^CREATE\s+DATABASE\s+"?(\w+)"?(?:\s+(?:WITH\s+)?OWNER\s*=?\s*"?(\w+)"?)?$/i;
const CONNECT = /^[ \t]*\\c(?:onnect)?[ \t]+"?(\w+)"?.*$/gm;

export class PgliteEngine implements SqlEngine {
  readonly processor: Processor;
  readonly #options: PgliteEngineOptions;
  readonly #backend: SharedBackend;
  #name = FIRST_NAME;
  #roleSettings: readonly (readonly [role: string, setting: string])[] = [];

  constructor(options: PgliteEngineOptions) {
    const { kernel, platform, database, timeMs, cores } = options;
    this.#options = options;
    this.processor = new Processor(kernel, cores);
    const random = kernel.random.fork('pglite');
    database.useRandom((bytes) => {
      for (let at = 0; at < bytes.length; at++) bytes[at] = random.below(256);
    });
    this.#backend = new SharedBackend({
      kernel,
      platform,
      database,
      nowUs: () => Math.round(timeMs() * 1_000),
    });
    this.#backend.query(`SELECT setseed(${random.next().toFixed(9)})`);
    this.#readRoles();
  }

  open(options: SessionOptions): SqlSession {
    if (options.database !== this.#name) {
      throw new SqlError('3D000', `database "${options.database}" does not exist`, {
        severity: 'FATAL',
      });
    }
    const { kernel, platform, timeMs } = this.#options;
    return new PgliteSession({
      ...options,
      kernel,
      platform,
      processor: this.processor,
      backend: this.#backend,
      settingsOfRole: this.#settingsOf(options.user, options.settings),
      rolesChanged: () => this.#readRoles(),
      nowUs: () => Math.round(timeMs() * 1_000),
    });
  }

  /** Settings that ALTER ROLE and ALTER DATABASE have left; those our server knows too are told to it. */
  #settingsOf(user: string, settings: Settings): Map<string, string> {
    const own = new Map<string, string>();
    for (const role of ['', user]) {
      for (const [of, setting] of this.#roleSettings) {
        if (of !== role) continue;
        const [, name = '', value = ''] = /^([^=]+)=([\s\S]*)$/.exec(setting) ?? [];
        if (settings.isKnown(name)) settings.set(name, value, { from: 'file' });
        else own.set(name, value);
      }
    }
    return own;
  }

  #readRoles(): void {
    const { cluster } = this.#options;
    const rows = this.#backend.query(
      'SELECT rolname, rolsuper, rolcanlogin, rolconnlimit, rolpassword FROM pg_authid ORDER BY oid',
    );
    cluster.roles.clear();
    for (const [name, isSuperuser, canLogin, limit, password] of rows) {
      cluster.addRole(name ?? '', {
        isSuperuser: isSuperuser === 't',
        canLogin: canLogin === 't',
        connectionLimit: Number(limit ?? -1),
        password: password ?? null,
      });
    }
    this.#roleSettings = this.#backend
      .query(
        `SELECT coalesce(rolname, ''), unnest(setconfig) FROM pg_db_role_setting
         LEFT JOIN pg_authid ON pg_authid.oid = setrole`,
      )
      .map(([role, setting]) => [role ?? '', setting ?? '']);
  }

  /** Runs init.sql as the superuser, each statement by itself; those that fail are told and left out. */
  runScript(script: string): ScriptProblem[] {
    const problems: ScriptProblem[] = [];
    for (const { text, line } of splitScript(this.#withoutConnects(script, problems))) {
      const error = this.#scriptStatement(text);
      if (!error) continue;
      const before = text.slice(0, error.fields.at ?? 0).split('\n').length - 1;
      problems.push({ line: line + before, error });
    }
    this.#readRoles();
    return problems;
  }

  /** There is one database: a script may only connect to that. */
  #withoutConnects(script: string, problems: ScriptProblem[]): string {
    const created = /\bCREATE\s+DATABASE\s+"?(\w+)"?/i.exec(script)?.[1] ?? FIRST_NAME;
    return script.replaceAll(CONNECT, (line: string, name: string, at: number) => {
      if (name !== created) {
        const error = new SqlError('3D000', `database "${name}" does not exist`);
        problems.push({ line: script.slice(0, at).split('\n').length, error });
      }
      return ' '.repeat(line.length);
    });
  }

  #scriptStatement(text: string): SqlError | null {
    const created = CREATE_DATABASE.exec(text);
    if (created) return this.#nameDatabase(created[1] ?? '', created[2] ?? FIRST_NAME);
    const { platform } = this.#options;
    return readOutcome(this.#backend.script(text).bytes, {
      decode: (bytes) => platform.decodeUtf8(bytes),
      encode: (words) => platform.encodeUtf8(words),
      mark: '\0',
      isLate: false,
      hidden: new Set(),
    }).error;
  }

  /** PGlite holds one database: the first that a script creates is that one, under its new name. */
  #nameDatabase(name: string, owner: string): SqlError | null {
    if (this.#name !== FIRST_NAME) return notModelled('A second database');
    const { cluster } = this.#options;
    this.#backend.query(
      `UPDATE pg_database SET datname = '${name}', datdba = (SELECT oid FROM pg_authid WHERE rolname = '${owner}') WHERE datname = '${this.#name}'`,
    );
    cluster.databases.delete(this.#name);
    cluster.addDatabase(name);
    this.#name = name;
    return null;
  }
}
