// PGlite has one backend for all sessions of a server. This says whose turn it is, and makes the backend look to each
// session as if it were its own: its number, its role, its settings.
// Simplified: one transaction at a time. A real server runs them beside each other; here a session waits until the
// transaction before it has ended, readers as well, and there are no deadlocks.

import { joinBytes } from '../../http/bytes.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Platform } from '../../platform.ts';
import { messageBytes, readAnswer, rowOf } from './answer.ts';
import type { RawAnswer, RawCall, RawDatabase } from './raw-database.ts';

/** A session as the backend knows it. */
export interface Tenant {
  readonly pid: number;
  readonly user: string;
  /** Settings that differ from the server's, by name. */
  readonly overrides: ReadonlyMap<string, string>;
  /** It is its turn. */
  enter(): void;
}

export interface SharedBackendOptions {
  readonly kernel: Kernel;
  readonly platform: Platform;
  readonly database: RawDatabase;
  /** The wall clock of the machine, in microseconds since 1970. */
  readonly nowUs: () => number;
}

const SUPERUSER = 'postgres';
/** From the end of one transaction to the beginning of the next that waits. */
const HANDOVER_US = 5;

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export class SharedBackend {
  readonly #options: SharedBackendOptions;
  #owner: Tenant | null = null;
  #queue: Tenant[] = [];
  #current: Tenant | null = null;
  #user = SUPERUSER;
  #applied: ReadonlyMap<string, string> = new Map();
  /** Whose unnamed prepared statement the backend holds. */
  unnamedOf: Tenant | null = null;

  constructor(options: SharedBackendOptions) {
    this.#options = options;
  }

  get owner(): Tenant | null {
    return this.#owner;
  }

  /** Takes the backend, or a place in the queue: then `enter` is called when it is free. */
  request(tenant: Tenant): boolean {
    if (this.#owner === tenant) return true;
    if (this.#owner === null && this.#queue.length === 0) {
      this.#owner = tenant;
      return true;
    }
    this.#queue.push(tenant);
    return false;
  }

  /** Gives up the backend, or a place in the queue. */
  leave(tenant: Tenant): void {
    this.#queue = this.#queue.filter((one) => one !== tenant);
    if (this.#owner !== tenant) return;
    this.#owner = null;
    this.#options.kernel.after(HANDOVER_US, () => this.#next());
  }

  #next(): void {
    if (this.#owner) return;
    const next = this.#queue.shift();
    if (!next) return;
    this.#owner = next;
    next.enter();
  }

  /** Forgets a session that is gone. */
  forget(tenant: Tenant): void {
    if (this.#current === tenant) this.#current = null;
    if (this.unnamedOf === tenant) this.unnamedOf = null;
    this.leave(tenant);
  }

  /** Runs messages of a session that has the backend. */
  run(
    tenant: Tenant,
    messages: Uint8Array,
    { limitUs = null, sleeps = false }: Partial<Omit<RawCall, 'nowUs'>> = {},
  ): RawAnswer {
    this.#become(tenant);
    return this.#execute(messages, { limitUs, sleeps });
  }

  /** A statement of the server's own, as the superuser or as the session at hand; its rows. */
  query(sql: string, tenant: Tenant | null = null): (string | null)[][] {
    if (tenant) this.#become(tenant);
    else this.#becomeNobody();
    const { platform } = this.#options;
    const decode = (bytes: Uint8Array): string => platform.decodeUtf8(bytes);
    return readAnswer(this.#execute(this.simple(sql)).bytes)
      .filter(({ type }) => type === 'D')
      .map((message) => rowOf(message, decode));
  }

  /** As `query`, with everything that was answered. */
  script(sql: string): RawAnswer {
    this.#becomeNobody();
    return this.#execute(this.simple(sql));
  }

  /** A simple query as bytes. */
  simple(sql: string): Uint8Array {
    return messageBytes('Q', this.#options.platform.encodeUtf8(`${sql}\0`));
  }

  #execute(
    messages: Uint8Array,
    call: Omit<RawCall, 'nowUs'> = { limitUs: null, sleeps: false },
  ): RawAnswer {
    return this.#options.database.execute(messages, { nowUs: this.#options.nowUs(), ...call });
  }

  #becomeNobody(): void {
    this.#become({ pid: 1, user: SUPERUSER, overrides: new Map(), enter: () => {} });
  }

  #become(tenant: Tenant): void {
    const isSame = this.#current === tenant && this.#applied === tenant.overrides;
    if (isSame) return;
    this.#current = tenant;
    this.#options.database.setProcessId(tenant.pid);
    const steps = this.#steps(tenant);
    if (steps.length > 0) this.#execute(joinBytes(steps.map((sql) => this.simple(sql))));
    this.#applied = tenant.overrides;
    this.#user = tenant.user;
  }

  /** A session's own SET has happened: this is how things are now. */
  accept(tenant: Tenant): void {
    this.#applied = tenant.overrides;
  }

  /** The statements that turn the session before into this one. Settings are the superuser's to change. */
  #steps(tenant: Tenant): string[] {
    const reset = [...this.#applied.keys()].filter((name) => !tenant.overrides.has(name));
    const changed = [...tenant.overrides].filter(
      ([name, value]) => this.#applied.get(name) !== value,
    );
    if (reset.length + changed.length === 0 && this.#user === tenant.user) return [];
    const asSuperuser = this.#user === SUPERUSER ? [] : [SUPERUSER];
    const back = tenant.user === SUPERUSER ? [] : [tenant.user];
    const authorise = (user: string): string => `SET SESSION AUTHORIZATION ${quoted(user)}`;
    return [
      ...asSuperuser.map(authorise),
      ...reset.map((name) => `RESET ${quoted(name)}`),
      ...changed.map(
        ([name, value]) => `SELECT set_config(${literal(name)}, ${literal(value)}, false)`,
      ),
      ...back.map(authorise),
    ];
  }
}
