// A shop for tests: client, nginx, a Node app, and what else a test adds. It sends requests, hands over answers and
// logs, and runs the faults a test switches on.

import {
  type Command,
  type EventOf,
  type Explanation,
  explain,
  type Fault,
  type FaultTarget,
  type HostFile,
  type HostSpec,
  type RequestSpec,
  type ScheduledFault,
  type TraceEvent,
  TraceIndex,
  World,
  type WorldServices,
} from '#sim';
import { createNodeServices } from '../node-services.ts';

let shared: WorldServices | null = null;

/** Services that the worlds of one test file share: compiled code is kept. */
export const testServices = (): WorldServices => {
  shared ??= createNodeServices();
  return shared;
};

const APP = `import http from 'node:http';
http.createServer((request, response) => {
  if (request.url === '/slow') setTimeout(() => response.end('slow'), 500);
  else {
    const body = 'x'.repeat(request.url === '/big' ? 50000 : 5);
    response.setHeader('Content-Length', body.length);
    response.end(body);
  }
}).listen(3000);
`;

/** The lines of a server block in front of the app. */
export const nginxConf = (...lines: readonly string[]): string =>
  ['events {}', 'http {', '  server {', '    listen 80;', ...lines, '  }', '}', ''].join('\n');

const PROXY = 'location / { proxy_pass http://app:3000; }';

export interface ShopOptions {
  /** The whole nginx.conf. */
  readonly nginx?: string;
  /** The app's only file. */
  readonly app?: string;
  readonly seed?: number;
  /** The client's program. */
  readonly client?: 'curl' | 'browser';
  readonly hosts?: readonly HostSpec[];
  readonly files?: readonly HostFile[];
  /** Where requests go; nginx. */
  readonly entry?: { readonly host: string; readonly port: number };
  readonly faults?: readonly ScheduledFault[];
  readonly packages?: readonly string[];
  readonly services?: WorldServices;
}

/** What a client was told. */
export interface ShopAnswer {
  readonly status: number | null;
  readonly error: string | null;
  readonly body: string;
  readonly fields: ReadonlyMap<string, string>;
  readonly complete: boolean | null;
  readonly tookMs: number;
}

export class Shop {
  readonly world: World;
  #requests = 0;

  constructor(options: ShopOptions = {}) {
    const { packages = [], hosts = [], files = [], faults = [] } = options;
    const node = { kind: 'node', name: 'app', label: 'app', ip: '10.0.0.3' } as const;
    const app = { ...node, directory: '/srv/app', main: 'app.mjs', environment: {}, packages };
    this.world = new World(
      {
        system: {
          seed: options.seed ?? 1,
          startedAt: '2026-06-01T12:00:00Z',
          hosts: [
            {
              kind: 'client',
              name: 'client',
              label: 'client',
              program: options.client ?? 'curl',
            },
            { kind: 'nginx', name: 'web', label: 'nginx', ip: '10.0.0.2', version: '1.22.1' },
            app,
            ...hosts,
          ],
          entry: { host: 'web', port: 80, publicName: 'shop.test', ...options.entry },
        },
        files: [
          { host: 'web', path: '/etc/nginx/nginx.conf', text: options.nginx ?? nginxConf(PROXY) },
          { host: 'app', path: '/srv/app/app.mjs', text: options.app ?? APP },
          ...files,
        ],
        faults,
      },
      options.services ?? testServices(),
    );
  }

  /** A shop that stands. */
  static async open(options: ShopOptions = {}): Promise<Shop> {
    const shop = new Shop(options);
    await shop.world.boot();
    return shop;
  }

  async do(...commands: readonly Command[]): Promise<void> {
    for (const command of commands) await this.world.execute(command);
  }

  async fault(fault: Fault, on: FaultTarget, id = 'test'): Promise<void> {
    await this.do({ type: 'fault', id, fault, on });
  }

  async clear(id = 'test'): Promise<void> {
    await this.do({ type: 'clear-fault', id });
  }

  async wait(ms: number): Promise<void> {
    await this.do({ type: 'wait', durationUs: ms * 1_000 });
  }

  async get(target = '/', more: Partial<RequestSpec> = {}): Promise<ShopAnswer> {
    const request = { method: 'GET', target, fields: [], body: '', timeoutMs: 0, ...more };
    const from = this.world.nowUs;
    this.#requests++;
    await this.do({ type: 'request', request });
    return this.#answer(this.#requests, from);
  }

  /** The same after so many requests were sent by a burst. */
  async getAfter(burst: number, target = '/'): Promise<ShopAnswer> {
    this.#requests += burst;
    return this.get(target);
  }

  #answer(number: number, fromUs: number): ShopAnswer {
    const response = this.events('client-response').findLast(({ request }) => request === number);
    const failure = this.events('client-failed').findLast(({ request }) => request === number);
    const endedUs = response?.atUs ?? failure?.atUs ?? Number.NaN;
    return {
      status: response?.status ?? null,
      error: failure?.error ?? null,
      body: response?.body ?? '',
      fields: new Map(response?.fields.map(([name, value]) => [name.toLowerCase(), value])),
      complete: response?.complete ?? null,
      tookMs: (endedUs - fromUs) / 1_000,
    };
  }

  events<Kind extends TraceEvent['kind']>(kind: Kind): EventOf<Kind>[] {
    return this.world.trace.since().filter((event): event is EventOf<Kind> => event.kind === kind);
  }

  /** nginx's error log. */
  get errorLog(): string {
    return this.file('web', '/var/log/nginx/error.log');
  }

  get accessLog(): string {
    return this.file('web', '/var/log/nginx/access.log');
  }

  file(host: string, path: string): string {
    const files = this.world.machine(host)?.files;
    return files?.exists(path) ? files.readText(path) : '';
  }

  /** What programs of a host have printed. */
  output(host = 'app'): string {
    return this.events('process-output')
      .filter((event) => event.host === host)
      .map(({ text }) => text)
      .join('');
  }

  /** Why the latest request ended as it did, or one of another client. */
  why(request = this.#requests, client?: string): Explanation {
    const index = new TraceIndex();
    for (const event of this.world.trace.since()) index.add(event);
    const explanation = explain(index, request, client);
    if (!explanation) throw new Error(`There is no request ${request}`);
    return explanation;
  }
}
