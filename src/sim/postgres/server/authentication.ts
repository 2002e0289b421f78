// Proves who a client is, by the rule of pg_hba.conf that fits (chapter 21 of the manual).

import { SqlError } from '../sql-error.ts';
import type { MessageWriter } from '../wire/messages.ts';
import type { Message } from '../wire/reader.ts';
import { readVerifier, ScramServer, verifies } from '../wire/scram.ts';
import type { Backend } from './backend.ts';
import { findRule, type HbaRule } from './hba.ts';
import type { Postmaster } from './postmaster.ts';

const CLEARTEXT = 3;
const SASL = 10;
const SASL_CONTINUE = 11;
const SASL_FINAL = 12;

export interface AuthenticationOptions {
  readonly backend: Backend;
  readonly postmaster: Postmaster;
  readonly ip: string;
  readonly writer: MessageWriter;
  readonly succeeded: () => void;
}

const fatal = (code: string, message: string, detailForLog?: string): SqlError =>
  new SqlError(code, message, { severity: 'FATAL', ...(detailForLog && { detailForLog }) });

export class Authentication {
  readonly #options: AuthenticationOptions;
  #rule: HbaRule | null = null;
  #scram: ScramServer | null = null;
  #step: 'password' | 'first' | 'final' = 'first';

  constructor(options: AuthenticationOptions) {
    this.#options = options;
  }

  start(): void {
    const { backend, postmaster, ip, writer } = this.#options;
    const user = backend.user ?? '';
    const database = backend.database ?? '';
    const rule = findRule(postmaster.hba, { user, database, ip });
    if (!rule) {
      const who = `host "${ip}", user "${user}", database "${database}", no encryption`;
      backend.fatal(fatal('28000', `no pg_hba.conf entry for ${who}`));
      return;
    }
    if (rule.method === 'reject') {
      const who = `host "${ip}", user "${user}", database "${database}", no encryption`;
      backend.fatal(fatal('28000', `pg_hba.conf rejects connection for ${who}`));
      return;
    }
    this.#rule = rule;
    if (rule.method === 'trust') {
      this.#succeed();
      return;
    }
    const password = postmaster.cluster.roles.get(user)?.password ?? null;
    if (rule.method === 'password') {
      this.#step = 'password';
      writer.authentication(CLEARTEXT);
    } else {
      const secret =
        password === null
          ? null
          : (readVerifier(password) ?? postmaster.platform.encodeUtf8(password));
      this.#scram = new ScramServer(secret, postmaster.random);
      writer.authentication(SASL, (message) => {
        message.string('SCRAM-SHA-256');
        message.byte(0);
      });
    }
    backend.send(writer.take());
  }

  take({ type, body }: Message): void {
    const { backend, writer } = this.#options;
    if (type !== 'p') {
      backend.fatal(
        fatal('08P01', `expected password response, got message type ${type.charCodeAt(0)}`),
      );
      return;
    }
    if (this.#step === 'password') {
      if (this.#isPassword(body.string())) this.#succeed();
      else this.#fail();
      return;
    }
    if (this.#step === 'first') {
      const mechanism = body.string();
      const answer =
        mechanism === 'SCRAM-SHA-256' ? this.#scram?.first(body.text(body.int32())) : undefined;
      if (!answer) {
        backend.fatal(fatal('08P01', 'malformed SCRAM message'));
        return;
      }
      this.#step = 'final';
      writer.authentication(SASL_CONTINUE, (message) => message.text(answer));
      backend.send(writer.take());
      return;
    }
    const proof = this.#scram?.final(body.text(body.left));
    if (!proof) {
      this.#fail();
      return;
    }
    writer.authentication(SASL_FINAL, (message) => message.text(proof));
    this.#succeed();
  }

  #isPassword(given: string): boolean {
    const { backend, postmaster } = this.#options;
    const password = postmaster.cluster.roles.get(backend.user ?? '')?.password ?? null;
    if (password === null) return false;
    const verifier = readVerifier(password);
    return verifier
      ? verifies(verifier, postmaster.platform.encodeUtf8(given))
      : given === password;
  }

  #succeed(): void {
    const { backend, writer, postmaster, succeeded } = this.#options;
    const role = postmaster.cluster.roles.get(backend.user ?? '');
    if (!role) {
      backend.fatal(fatal('28000', `role "${backend.user}" does not exist`));
      return;
    }
    if (!role.canLogin) {
      backend.fatal(fatal('28000', `role "${backend.user}" is not permitted to log in`));
      return;
    }
    writer.authentication(0);
    succeeded();
  }

  /** The client learns nothing but that it failed; the log has the reason. */
  #fail(): void {
    const { backend, postmaster } = this.#options;
    const { user } = backend;
    const role = postmaster.cluster.roles.get(user ?? '');
    const rule = this.#rule;
    const matched = `Connection matched pg_hba.conf line ${rule?.line}: "${rule?.text}"`;
    const reason = !role
      ? `Role "${user}" does not exist.\n${matched}`
      : role.password === null
        ? `User "${user}" has no password assigned.\n${matched}`
        : matched;
    backend.fatal(fatal('28P01', `password authentication failed for user "${user}"`, reason));
  }
}
