// A client's connection on the simulated network.

import type { Endpoint } from '../net/endpoint.ts';
import type { Handshake } from '../net/handshake.ts';
import type { Machine } from '../process/machine.ts';
import type { NativeProcess } from '../process/native-process.ts';
import { RECORD, RecordReader, TlsLayer } from '../tls/layer.ts';
import { clientHello } from '../tls/messages.ts';
import type { CaseRequest } from './case.ts';
import { CaseConnection } from './client-connection.ts';

/** A connection of a process on a machine. */
export class SimulatedConnection extends CaseConnection {
  readonly #machine: Machine;
  readonly #process: NativeProcess;
  #endpoint: Endpoint | null = null;
  #tls: TlsLayer | null = null;
  #tlsReader: RecordReader | null = null;
  #handshake: Handshake | null = null;

  constructor(machine: Machine, process: NativeProcess) {
    super(machine.kernel);
    this.#machine = machine;
    this.#process = process;
  }

  protected override connect(request: CaseRequest): void {
    this.#handshake = this.#machine.network.connect({
      from: this.#machine.host,
      to: {
        ip: request.connect_host ?? '127.0.0.1',
        port: request.port ?? (request.tls ? 8443 : 8080),
      },
      executor: this.#process,
      ...(request.local_address ? { localIp: request.local_address } : {}),
      pending: {
        connected: (endpoint) => this.#connected(endpoint, request),
        failed: (errno) => this.over(errno),
      },
    });
  }

  #connected(endpoint: Endpoint, request: CaseRequest): void {
    this.#endpoint = endpoint;
    endpoint.setHandlers({
      data: (bytes) => this.#arrived(bytes),
      end: () => this.over(null),
      failed: (errno) => this.over(errno),
    });
    endpoint.resumeReading();
    if (!request.tls) {
      this.ready.open();
      return;
    }
    this.#tlsReader = new RecordReader();
    const serverName = request.servername ?? 'shop.test';
    endpoint.write(clientHello({ serverName, versions: ['TLSv1.2', 'TLSv1.3'] }));
  }

  #arrived(bytes: Uint8Array): void {
    if (this.#tls) {
      this.received(this.#tls.open(bytes));
      return;
    }
    if (!this.#tlsReader) {
      this.received(bytes);
      return;
    }
    const records = this.#tlsReader.read(bytes);
    if (!records) {
      this.over('ERR_SSL_WRONG_VERSION_NUMBER');
    } else if (records[0]?.type === RECORD.handshake) {
      this.#tls = new TlsLayer(this.#tlsReader, null);
      this.ready.open();
    }
  }

  protected override write(bytes: Uint8Array): void {
    this.#endpoint?.write(this.#tls ? this.#tls.seal(bytes) : bytes);
  }

  protected override close({ reset }: { readonly reset: boolean }): void {
    if (reset) this.#endpoint?.reset();
    else this.#endpoint?.close();
    if (!this.#endpoint) this.#handshake?.cancel();
  }

  override halfClose(): void {
    this.#endpoint?.shutdown();
  }

  override pauseReading(): void {
    this.#endpoint?.pauseReading();
  }

  override resumeReading(): void {
    this.#endpoint?.resumeReading();
  }
}
