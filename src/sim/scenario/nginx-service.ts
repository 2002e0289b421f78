// nginx as a service of a world: started, tested and reloaded as an operator would. A configuration that
// is refused changes nothing: what ran before goes on.

import type { ConfigMessage } from '../nginx/config/place.ts';
import { Nginx, startNginx } from '../nginx/nginx.ts';
import type { Machine } from '../process/machine.ts';
import type { Process } from '../process/process.ts';
import type { HostService } from './host-service.ts';
import type { NginxHost } from './system.ts';

declare module '../kernel/trace.ts' {
  interface TraceEvents {
    /** What `nginx -t`, a start or a reload said about the configuration. */
    'nginx-configuration': {
      readonly host: string;
      /** Whether it is in force now. */
      readonly isAccepted: boolean;
      /** Whether an nginx runs, be it with this configuration or with the one before. */
      readonly isRunning: boolean;
      /** The lines that were printed. */
      readonly output: readonly string[];
      readonly messages: readonly ConfigMessage[];
    };
  }
}

const FOLDERS = ['/var/log/nginx', '/var/cache/nginx', '/etc/nginx/conf.d', '/run'];

export class NginxService implements HostService {
  readonly #spec: NginxHost;
  readonly #machine: Machine;
  #nginx: Nginx | null = null;

  constructor(spec: NginxHost, machine: Machine) {
    this.#spec = spec;
    this.#machine = machine;
    // What the package's installation leaves on a box.
    for (const folder of FOLDERS) machine.files.makeDirectories(folder);
  }

  /** The master process, while there is one. */
  get process(): Process | null {
    return this.#nginx?.isRunning ? this.#nginx.process : null;
  }

  start(): void {
    if (this.process) return;
    const started = startNginx({ machine: this.#machine, version: this.#spec.version });
    if (started instanceof Nginx) {
      this.#nginx = started;
      this.#report(true, started.stderr, []);
    } else {
      this.#report(false, started.stderr, started.messages);
    }
  }

  /** `nginx -t && nginx -s reload`; starts nginx where it does not run. */
  apply(): void {
    const nginx = this.#nginx;
    if (!nginx?.isRunning) {
      this.start();
      return;
    }
    const test = nginx.test();
    if (test.exit === 0) nginx.reload();
    this.#report(test.exit === 0, test.stderr, test.messages);
  }

  stop(): void {
    this.#nginx?.stop('SIGTERM');
  }

  restart(): void {
    this.stop();
    this.#machine.kernel.after(10_000, () => this.start());
  }

  #report(
    isAccepted: boolean,
    output: readonly string[],
    messages: readonly ConfigMessage[],
  ): void {
    this.#machine.kernel.trace.record({
      kind: 'nginx-configuration',
      host: this.#spec.name,
      isAccepted,
      isRunning: this.process !== null,
      output,
      messages,
    });
  }
}
