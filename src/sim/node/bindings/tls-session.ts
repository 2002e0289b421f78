// TLS on a socket of a simulated program, between the library and the network: the handshake, and
// records around what is written and read (src/crypto/crypto_tls.cc). The library's side is
// guest-library/tls.ts; what travels is described in ../../tls/.
// Simplified: one message each way, no keys; a server's certificate is checked by the client alone.

import type { Machine } from '../../process/machine.ts';
import { alertOf, spoil } from '../../tls/certificate.ts';
import { RECORD, RecordReader, TlsLayer } from '../../tls/layer.ts';
import {
  ALERT,
  alert,
  type Certificate,
  clientHello,
  readCertificate,
  readClientHello,
  readServerHello,
  serverHello,
} from '../../tls/messages.ts';
import type { GuestObject } from '../guest.ts';

/** What the library says about a connection that is to speak TLS, and what it wants to hear. */
interface SessionOptions {
  readonly isServer: boolean;
  readonly versions: readonly string[];
  /** Of a client: the name it asks for. */
  readonly serverName?: string;
  /** Of a server: finds the certificate's text for the name a client asked for; null for none. */
  choose?(serverName: string | null, chosen: (certificate: string | null) => void): void;
  established(facts: GuestObject): void;
  failed(reason: TlsFailure, alertCode?: number): void;
}

/** Why a handshake came to nothing. */
export type TlsFailure =
  | 'http-request'
  | 'wrong-version-number'
  | 'unsupported-protocol'
  | 'no-shared-cipher'
  | 'alert'
  | 'unexpected-message';

const EMPTY = new Uint8Array(0);
/** How a plain HTTP request begins: OpenSSL has an error of its own for it. */
const HTTP_REQUEST = /^(?:GET |POST|HEAD|PUT )/;

/** The two ways bytes go through a session. */
export class TlsSession {
  readonly #machine: Machine;
  readonly #options: SessionOptions;
  readonly #send: (bytes: Uint8Array) => void;
  readonly #reader = new RecordReader();
  #layer: TlsLayer | null = null;
  #isOver = false;

  /** `send` writes to the network as it is. */
  constructor(machine: Machine, options: GuestObject, send: (bytes: Uint8Array) => void) {
    this.#machine = machine;
    this.#options = options as unknown as SessionOptions;
    this.#send = send;
    const { isServer, serverName = null, versions } = this.#options;
    if (!isServer) send(clientHello({ serverName, versions }));
  }

  get isEstablished(): boolean {
    return this.#layer !== null;
  }

  seal(bytes: Uint8Array): Uint8Array {
    return this.#layer ? this.#layer.seal(bytes) : bytes;
  }

  /** What the library may see of bytes that arrived: nothing while the handshake is on. */
  open(bytes: Uint8Array): Uint8Array {
    if (this.#layer) return this.#layer.open(bytes);
    if (this.#isOver) return EMPTY;
    const records = this.#looksPlain(bytes) ? null : this.#reader.read(bytes);
    if (!records) {
      const start = String.fromCharCode(...bytes.subarray(0, 4));
      const isRequest = this.#options.isServer && HTTP_REQUEST.test(start);
      this.#fail(isRequest ? 'http-request' : 'wrong-version-number');
      return EMPTY;
    }
    const [first] = records;
    if (!first) return EMPTY;
    if (first.type === RECORD.alert) this.#fail('alert', first.content[1]);
    else if (this.#options.isServer) this.#answer(first.content);
    else this.#accept(first.content);
    return EMPTY;
  }

  #looksPlain(bytes: Uint8Array): boolean {
    const type = bytes[0] ?? RECORD.handshake;
    return type < RECORD.alert || type > RECORD.data;
  }

  #fail(reason: TlsFailure, alertCode?: number): void {
    this.#isOver = true;
    this.#options.failed(reason, alertCode);
  }

  #refuse(reason: TlsFailure, code: number): void {
    this.#send(alert(code));
    this.#fail(reason);
  }

  #answer(content: Uint8Array): void {
    const hello = readClientHello(content);
    if (!hello) {
      this.#fail('unexpected-message');
      return;
    }
    const failure = this.#machine.faults.tlsFailure();
    const refusal = alertOf(failure);
    if (refusal) {
      this.#send(refusal);
      this.#fail('no-shared-cipher');
      return;
    }
    const { versions, choose } = this.#options;
    const version = hello.versions.findLast((one) => versions.includes(one));
    if (version === undefined) {
      this.#refuse('unsupported-protocol', ALERT.protocolVersion);
      return;
    }
    choose?.(hello.serverName, (text) => {
      const own = text === null ? null : readCertificate(text);
      const certificate = own && spoil(own, failure, this.#machine.timeMs);
      if (!certificate) {
        this.#refuse('no-shared-cipher', ALERT.handshakeFailure);
        return;
      }
      this.#send(serverHello({ version, certificate }));
      this.#establish({ version, serverName: hello.serverName });
    });
  }

  #accept(content: Uint8Array): void {
    const hello = readServerHello(content);
    if (hello) this.#establish({ version: hello.version, certificate: hello.certificate });
    else this.#fail('unexpected-message');
  }

  #establish(facts: {
    readonly version: string;
    readonly serverName?: string | null;
    readonly certificate?: Certificate;
  }): void {
    this.#layer = new TlsLayer(this.#reader, facts.serverName ?? null);
    this.#options.established(facts as unknown as GuestObject);
  }
}
