// A small world for the tests of nginx: one machine that runs it, some that answer, and a client
// that sends raw requests.

import { FileSystem } from '../files/file-system.ts';
import { Kernel } from '../kernel/kernel.ts';
import { NativeDriver } from '../kernel/native-driver.ts';
import type { TraceEvent } from '../kernel/trace.ts';
import type { Endpoint } from '../net/endpoint.ts';
import type { Host } from '../net/host.ts';
import { Network } from '../net/network.ts';
import { latin1, latin1Bytes } from '../nginx/bytes.ts';
import { type Nginx, type NginxOptions, startNginx } from '../nginx/nginx.ts';
import { Machine } from '../process/machine.ts';
import { NativeProcess } from '../process/native-process.ts';

/** An app: it is given each request's head and answers with bytes, or not at all. */
export type App = (head: string, endpoint: Endpoint) => string | null;

/** What a raw client got. */
export interface RawResponse {
  text: string;
  isClosed: boolean;
}

export class NginxWorld {
  readonly kernel = new Kernel({ seed: 1, driver: new NativeDriver() });
  readonly network = new Network(this.kernel);
  readonly files = new FileSystem({
    now: () => this.kernel.nowUs,
    encodeUtf8: (text) => latin1Bytes(text),
    decodeUtf8: (bytes) => latin1(bytes),
  });
  readonly machine: Machine;
  readonly #client: Host;
  readonly #process: NativeProcess;

  constructor() {
    const host = this.network.addHost('web', '10.0.0.2');
    this.machine = this.#machineOn(host);
    this.#client = this.network.addHost('client', '10.0.0.9');
    this.#process = this.#processOn(this.#client);
    this.files.makeDirectories('/var/log/nginx');
  }

  #machineOn(host: Host): Machine {
    const { kernel, network, files } = this;
    return new Machine({ kernel, network, host, files, startedAtMs: Date.UTC(2025, 5, 1, 12) });
  }

  #processOn(host: Host): NativeProcess {
    return new NativeProcess({ kernel: this.kernel, host, pid: 1, name: 'test', command: 'test' });
  }

  /** Writes a configuration with these lines in its http block. */
  configure(...lines: readonly string[]): void {
    const text = ['events {', '}', 'http {', ...lines, '}', ''].join('\n');
    this.files.writeFile('/etc/nginx/nginx.conf', text);
  }

  /** Starts nginx; throws where it refuses. */
  start(options: Partial<NginxOptions> = {}): Nginx {
    const started = startNginx({ machine: this.machine, ...options });
    if ('exit' in started) throw new Error(started.stderr.join('\n'));
    return started;
  }

  /** Starts an app on a host of its own, port 3000. */
  serve(name: string, ip: string, app: App): NativeProcess {
    const host = this.network.host(name) ?? this.network.addHost(name, ip);
    const process = this.#processOn(host);
    const listener = host.listen({
      address: { ip: '0.0.0.0', port: 3_000 },
      backlog: 511,
      executor: process,
      accepted: (endpoint) => {
        process.hold(endpoint);
        endpoint.setHandlers({
          data: (bytes) => {
            const answer = app(latin1(bytes), endpoint);
            if (answer !== null) endpoint.write(latin1Bytes(answer));
          },
          end: () => endpoint.close(),
          failed: () => {},
        });
        endpoint.resumeReading();
      },
    });
    if (typeof listener !== 'string') process.hold(listener);
    return process;
  }

  /**
   * Sends a raw request on a new connection; what comes back is in the result once the world has
   * run.
   */
  send(raw: string, port = 80): RawResponse {
    const response: RawResponse = { text: '', isClosed: false };
    this.network.connect({
      from: this.#client,
      to: { ip: '10.0.0.2', port },
      executor: this.#process,
      pending: {
        connected: (endpoint) => {
          endpoint.setHandlers({
            data: (bytes) => {
              response.text += latin1(bytes);
            },
            end: () => {
              response.isClosed = true;
            },
            failed: () => {
              response.isClosed = true;
            },
          });
          endpoint.resumeReading();
          endpoint.write(latin1Bytes(raw));
        },
        failed: () => {
          response.isClosed = true;
        },
      },
    });
    return response;
  }

  /** Sends a GET and lets the world run for a while. */
  async get(path: string, headers: readonly string[] = []): Promise<RawResponse> {
    const lines = [`GET ${path} HTTP/1.1`, 'Host: shop.test', ...headers, '', ''];
    const response = this.send(lines.join('\r\n'));
    await this.run(100);
    return response;
  }

  /** Lets so many milliseconds pass. */
  async run(ms: number): Promise<void> {
    await this.kernel.run(this.kernel.nowUs + ms * 1_000);
  }

  log(name: 'access' | 'error'): string {
    const path = `/var/log/nginx/${name}.log`;
    return this.files.exists(path) ? this.files.readText(path) : '';
  }

  events<K extends TraceEvent['kind']>(kind: K): Extract<TraceEvent, { kind: K }>[] {
    return this.kernel.trace
      .since()
      .filter((event): event is Extract<TraceEvent, { kind: K }> => event.kind === kind);
  }
}

/** A response with a length. */
export const ok = (body: string): string =>
  `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
